import { NAME_LIMIT } from './identifiers.ts';

/** The one form in which a name is stored: without blanks around it, null if nothing is left. */
export function normalizeName(name: string | null): string | null {
  return name?.trim() || null;
}

/** Whether a trimmed text can be a name. Its length counts code points. */
export function isName(name: string): boolean {
  return isText(name, NAME_LIMIT);
}

/** Whether a trimmed text is there and has at most `limit` code points. */
export function isText(text: string, limit: number): boolean {
  return text !== '' && [...text].length <= limit;
}
