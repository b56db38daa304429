import { NAME_LIMIT } from './identifiers.ts';

/** The one form in which a name is stored: without blanks around it, null if nothing is left. */
export function normalizeName(name: string | null): string | null {
  return name?.trim() || null;
}

/** Whether a trimmed text can be a name. Its length counts code points. */
export function isName(name: string): boolean {
  return isText(name, NAME_LIMIT);
}

/** Whether a trimmed text is there, has at most `limit` code points, and none that `hasControls` finds. */
export function isText(text: string, limit: number): boolean {
  return text !== '' && isWithin(text, limit) && !hasControls(text);
}

/** Whether a text has at most `limit` code points. */
export function isWithin(text: string, limit: number): boolean {
  return [...text].length <= limit;
}

/** C0 and C1 controls, line and paragraph separators, and bidirectional embeddings, overrides and isolates. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text can steer a terminal or display its characters in another order. */
export function hasControls(text: string): boolean {
  return CONTROLS.test(text);
}
