import type { OutputConfiguration } from '@commander-js/extra-typings';
import { couldBeSecret } from '../contracts/masked.ts';
import type { Failure } from './failures.ts';
import { jsonLine } from './output.ts';
import { printable } from './printable.ts';
import type { Surroundings } from './surroundings.ts';
import { HELP_ADVICE } from './usage-error.ts';

const OPTION = /^--[a-z-]+$/;
const VALUE_ADVICE =
  'Key values are read from stdin only: postern verify < file. Rotate a key whose value was passed as an argument.';

/** Where errors go: text for people, or with `--json` one JSON object on a line; both on standard error. */
export interface ErrorOutput {
  readonly configuration: OutputConfiguration;
  /** Writes why a command failed. */
  readonly write: (failure: Failure) => void;
  /** Writes an error of commander as JSON; as text, the configuration has already written it. */
  readonly writeUsage: (message: string) => void;
}

export function createErrorOutput(
  argv: readonly string[],
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
): ErrorOutput {
  const asJson = argv.includes('--json');
  const writeJson = (error: Failure) => void stderr.write(`${jsonLine({ error })}\n`);
  return {
    configuration: {
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void (asJson || stderr.write(text)),
      outputError: (text) => void (asJson || stderr.write(withoutValues(text, argv))),
    },
    write: (failure) => {
      if (asJson) writeJson(failure);
      else stderr.write(`error: ${printable(failure.what)}\n→ ${printable(failure.advice)}\n`);
    },
    writeUsage: (message) => {
      if (!asJson) return;
      const what = message === '(outputHelp)' ? 'A subcommand is required' : message.replace(/^error: /, '');
      writeJson({ code: 'usage', what: withoutValues(what, argv), advice: HELP_ADVICE, exitCode: 2 });
    },
  };
}

/** An argument may be a key's value that was typed by mistake: a message states its length, and what to do. */
function withoutValues(message: string, argv: readonly string[]): string {
  const words = argv
    .map((argument) => argument.replace(/^--[a-z-]+=/, ''))
    .filter((word) => !OPTION.test(word) && couldBeSecret(word));
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
