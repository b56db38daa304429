import { NAME_LIMIT } from './identifiers.ts';

/** Normalizes a name: trims it and returns null for an empty one. */
export function normalizeName(name: string | null): string | null {
  return name?.trim() || null;
}

/** Whether a trimmed text is a valid name. Its length counts code points. */
export function isName(name: string): boolean {
  return isText(name, NAME_LIMIT);
}

/** Whether a trimmed text is not empty, has at most `limit` code points and no control characters (`hasControls`). */
export function isText(text: string, limit: number): boolean {
  return text !== '' && isWithin(text, limit) && !hasControls(text);
}

/** Whether a text has at most `limit` code points. */
export function isWithin(text: string, limit: number): boolean {
  return [...text].length <= limit;
}

/** C0 and C1 controls, line and paragraph separators, and bidirectional embeddings, overrides and isolates. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text contains characters that control a terminal or reorder the display. */
export function hasControls(text: string): boolean {
  return CONTROLS.test(text);
}
