import { shellCommand } from './shell-word.ts';

/** The next step after invalid usage: the help command, ready to paste. */
export function helpAdvice(...command: readonly string[]): string {
  return `For usage, run: ${shellCommand('postern', ...command, '--help')}`;
}

/** Invalid usage of a command, and the next step. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Undefined if the help of the command is the next step. */
  readonly advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}
