import { printable } from './printable.ts';

const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * Quotes `text` as one word of a printed command; every POSIX shell reads the word as `text`.
 * Characters that could control the terminal are replaced by their JSON escapes.
 */
export function shellWord(text: string): string {
  const safe = printable(text);
  return PLAIN.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}

/** Joins words to a command that can be pasted. Every printed command is built by this function. */
export function shellCommand(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** Quotes a word in which the shell expands only `$NAME`. */
export function shellTemplate(text: string): string {
  return `"${printable(text).replaceAll(/["`\\]|\$(?![A-Za-z_])/g, String.raw`\$&`)}"`;
}
