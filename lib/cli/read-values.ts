import { createInterface } from 'node:readline';
import { verifyRoutes } from '../contracts/http/verify.ts';
import type { CliContext } from './cli-context.ts';
import { UsageError } from './usage-error.ts';

const LONGEST = verifyRoutes.verify.body.shape.value.maxLength ?? Number.POSITIVE_INFINITY;
const ADVICE = 'Redirect a file with one value in each line: postern keys verify < file';

/** A value from standard input with its line, which identifies it in the output. */
export interface NumberedValue {
  readonly line: number;
  readonly value: string;
}

/**
 * Reads key values from standard input, one in each line. Empty lines are ignored. A file is required: a terminal would show
 * the values.
 * @throws UsageError if there are no values, or a line is longer than any value or is not UTF-8
 */
export async function readValues(stdin: CliContext['stdin']): Promise<readonly NumberedValue[]> {
  if (stdin.isTTY) throw new UsageError('Standard input is a terminal, which would show the values', ADVICE);
  const values: NumberedValue[] = [];
  let line = 0;
  for await (const value of createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (value.length > LONGEST)
      throw new UsageError(
        `Line ${line} of standard input has ${value.length} characters; a value has at most ${LONGEST}`,
        ADVICE,
      );
    if (value.includes('\ufffd'))
      throw new UsageError(
        `Line ${line} of standard input is not UTF-8`,
        `Convert the file to UTF-8. ${ADVICE}`,
      );
    if (value !== '') values.push({ line, value });
  }
  if (values.length === 0) throw new UsageError('No key values on stdin', ADVICE);
  return values;
}
