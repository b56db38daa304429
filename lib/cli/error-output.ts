import type { OutputConfiguration } from '@commander-js/extra-typings';
import type { CliContext } from './cli-context.ts';
import { secretWords } from './command-line.ts';
import type { Failure } from './error-messages.ts';
import { jsonLine } from './output.ts';
import { printable } from './printable.ts';

const VALUE_ADVICE =
  'Key values are read from stdin only: postern verify < file. Rotate a key whose value was passed as an argument.';

/** Writes errors to standard error: as text, or with `--json` as one JSON object per line. */
export interface ErrorOutput {
  readonly configuration: OutputConfiguration;
  /** Writes why a command failed. */
  readonly write: (failure: Failure) => void;
  /** Writes the next step after an error of commander. With `--json`, also writes the error. */
  readonly writeUsage: (message: string, advice: string) => void;
}

export function createErrorOutput(
  argv: readonly string[],
  { stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>,
): ErrorOutput {
  const asJson = argv.includes('--json');
  const writeJson = (error: Failure) => void stderr.write(`${jsonLine({ error })}\n`);
  return {
    configuration: {
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void (asJson || stderr.write(text)),
      outputError: (text) => void (asJson || stderr.write(withoutValues(text, argv))),
    },
    write: ({ advice: nextStep, ...failure }) => {
      const isValueTyped = secretWords(argv).length > 0 && failure.message.includes('masked');
      const advice = isValueTyped ? `${VALUE_ADVICE} ${nextStep}` : nextStep;
      if (asJson) writeJson({ ...failure, advice });
      else stderr.write(`error: ${printable(failure.message)}\n→ ${printable(advice)}\n`);
    },
    writeUsage: (text, advice) => {
      const isHelpShown = text === '(outputHelp)';
      const message = isHelpShown ? 'A subcommand is required' : text.replace(/^error: /, '');
      if (asJson) writeJson({ code: 'usage', message: withoutValues(message, argv), advice, exitCode: 2 });
      else if (!isHelpShown) stderr.write(`→ ${printable(advice)}\n`);
    },
  };
}

/** Replaces arguments that may be key values by their length, and adds the next step. */
function withoutValues(message: string, argv: readonly string[]): string {
  const words = secretWords(argv);
  const isMasked = words.some((word) => message.includes(word));
  const text = words.reduce(
    (masked, word) => masked.replaceAll(word, `<masked: ${word.length} characters>`),
    message,
  );
  const lines = text.split('\n').map(printable);
  return isMasked
    ? [...lines.slice(0, -1), `→ ${VALUE_ADVICE}`, ...lines.slice(-1)].join('\n')
    : lines.join('\n');
}
