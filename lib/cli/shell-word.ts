import { printable } from './printable.ts';

const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * One word of a command that is printed to be pasted: every POSIX shell reads it as `text`, whatever that holds.
 * Characters that could steer the terminal are written as their JSON escapes.
 */
export function shellWord(text: string): string {
  const safe = printable(text);
  return PLAIN.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command of these words. Everything that is printed to be pasted is made by it. */
export function shellCommand(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word in which `$NAME` stays a variable of the shell; the rest is as `text`. */
export function shellTemplate(text: string): string {
  return `"${printable(text).replaceAll(/["`\\]|\$(?![A-Za-z_])/g, String.raw`\$&`)}"`;
}
