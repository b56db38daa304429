import { couldBeSecret } from '../contracts/masked.ts';
import { shellCommand } from './shell-word.ts';

const OPTION = /^--[a-z-]+$/;

/** The arguments that may be key values, without option names. */
export function secretWords(words: readonly string[]): readonly string[] {
  return words
    .map((word) => word.replace(/^--[a-z-]+=/, ''))
    .filter((word) => !OPTION.test(word) && couldBeSecret(word));
}

/** The command line with another option, ready to paste; undefined if an argument may be a key value. */
export function commandLineWith(words: readonly string[], option: string): string | undefined {
  if (secretWords(words).length > 0) return undefined;
  const end = words.indexOf('--');
  const at = end === -1 ? words.length : end;
  return shellCommand('postern', ...words.toSpliced(at, 0, option));
}
