import { CommanderError } from '@commander-js/extra-typings';
import { OutputError } from './console.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printable } from './printable.ts';
import { createProgram } from './program.ts';
import { createProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

/** A word of this length could be a key's value; no option or command is as long. */
const COULD_BE_A_VALUE = 20;

/** Runs one command line, `argv` as Node gives it, and says what to exit with. Never throws. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, stderr } = surroundings;
  // Each write is told of its own failure; without listeners the streams would end the process with a stack trace.
  stdout.on('error', () => {});
  stderr.on('error', () => {});

  let exitCode: ExitCode = EXIT.ok;
  const output = {
    writeOut: (text: string) => void stdout.write(text),
    writeErr: (text: string) => void stderr.write(text),
    outputError: (text: string) => void stderr.write(withoutValues(text, argv)),
  };
  const progress = createProgress(stderr);
  const refuse = () => {
    exitCode = EXIT.refused;
  };
  const { command: program } = createProgram(surroundings, { output, progress, refuse });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof OutputError && error.readerLeft) return exitCode;
    // Loaded only here: the problems of the API come with the schemas of its contracts.
    const { failureOf } = await import('./failures.ts');
    const failure = failureOf(error);
    progress.clear();
    stderr.write(`error: ${printable(failure.what)}\n→ ${printable(failure.advice)}\n`);
    return failure.exitCode;
  } finally {
    progress.clear();
  }
}

/** What was typed by mistake may be a key's value: a message does not repeat what could be one. */
function withoutValues(message: string, argv: readonly string[]): string {
  const words = argv.map((argument) => argument.replace(/^--[a-z-]+=/, ''));
  return words
    .filter((word) => word.length >= COULD_BE_A_VALUE)
    .reduce((text, word) => text.replaceAll(word, '…'), message)
    .split('\n')
    .map(printable)
    .join('\n');
}
