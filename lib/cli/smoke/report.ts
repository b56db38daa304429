import type { Style } from '../output.ts';
import { printable } from '../printable.ts';
import type { CheckedGuarantee, CheckResult } from './run-check.ts';

/** The results of a run. */
export interface SmokeReport {
  readonly guarantees: readonly CheckedGuarantee[];
  /** Whether the run was interrupted before all checks. */
  readonly interrupted: boolean;
}

const RESULTS = { seen: 'seen', 'not-seen': 'not seen', skipped: 'skipped' } as const satisfies Record<
  CheckResult,
  string
>;
const RESULT_WIDTH = RESULTS['not-seen'].length;
const TIME_WIDTH = '100000 ms'.length;

/** Whether no guarantee is broken and no check is missing. */
export function isPassed({ guarantees, interrupted }: SmokeReport): boolean {
  return !interrupted && guarantees.every(({ result }) => result !== 'not-seen');
}

/** One line per guarantee, with what was found and the next step below. */
export function reportLines({ guarantees, interrupted }: SmokeReport, { bold }: Style): string {
  const lines = guarantees.map(({ result, milliseconds, states, found, advice }) => {
    const verdict = bold(RESULTS[result].padEnd(RESULT_WIDTH));
    const details = [found, advice && `→ ${advice}`].filter((each) => each !== undefined);
    const indent = ' '.repeat(RESULT_WIDTH + 2);
    return [
      `${verdict}  ${`${milliseconds} ms`.padStart(TIME_WIDTH)}  ${states}`,
      ...details.map((each) => `${indent}${printable(each)}`),
    ].join('\n');
  });
  return [...lines, ...(interrupted ? ['Interrupted: the other guarantees were not checked.'] : [])].join(
    '\n',
  );
}
