import { CommanderError } from '@commander-js/extra-typings';
import type { CliContext } from './cli-context.ts';
import { OutputError } from './console.ts';
import { createErrorOutput } from './error-output.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { createProgress } from './progress.ts';
import { helpAdvice } from './usage-error.ts';

/** Runs a command line in the format of `process.argv` and returns the exit code. Never throws. */
export async function run(argv: readonly string[], context: CliContext): Promise<ExitCode> {
  const { stdout, stderr } = context;
  // Each write reports its own error. Without listeners, the streams would end the process with a stack trace.
  stdout.on('error', () => {});
  stderr.on('error', () => {});

  let exitCode: ExitCode = EXIT.ok;
  const errors = createErrorOutput(argv, context);
  const progress = createProgress(stderr, { asJson: argv.includes('--json') });
  const setFailed = () => {
    exitCode = EXIT.rejected;
  };
  const { command: program, named } = createProgram(context, {
    words: argv.slice(2),
    output: errors.configuration,
    progress,
    setFailed,
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      errors.writeUsage(error.message, helpAdvice(...named()));
      return EXIT.usage;
    }
    if (error instanceof OutputError && error.readerLeft) return exitCode;
    // Loaded only on failure: the problems of the API load the schemas of its contracts.
    const { failureOf } = await import('./error-messages.ts');
    const failure = failureOf(error, helpAdvice(...named()));
    progress.clear();
    errors.write(failure);
    return failure.exitCode;
  } finally {
    progress.clear();
  }
}
