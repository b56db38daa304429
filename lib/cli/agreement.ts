import { createInterface } from 'node:readline';
import type { Cli } from './cli.ts';
import { UsageError } from './usage-error.ts';

/** What somebody is asked before it is done. */
export interface Question {
  /** Ends before the answer: `Revoke these 3 keys for ever?` */
  readonly text: string;
  /** What must be typed to go on: nothing that is typed by habit. */
  readonly answer: string;
  /** What is left undone otherwise: `Nothing was revoked.` */
  readonly refused: string;
  /** Whether it was agreed to already. */
  readonly yes: boolean;
}

/**
 * Whether it is agreed to; where it isn't, it says so, and the run ends as refused.
 *
 * @throws UsageError where there is nobody to ask
 */
export async function isAgreed(cli: Cli, { text, answer, refused, yes }: Question): Promise<boolean> {
  if (yes) return true;
  if (!cli.stdin.isTTY)
    throw new UsageError('this command asks for confirmation, and there is no terminal', 'add --yes');
  await cli.remark(`${text} Type ${answer} to go on:`);
  const lines = createInterface({ input: cli.stdin });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (value?.trim() === answer) return true;
  await cli.remark(refused);
  cli.refuse();
  return false;
}
