import { refusedOf, type Stage, type Story } from './story.ts';

/** How many of the latest calls are shown. */
const SHOWN_CALLS = 56;
const MARKS = { old: '·', new: '█' } as const;

/** The whole picture: the steps with their times, and the consumer's calls beside them. */
export function picture({ stages, calls }: Story): string {
  const shown = calls.slice(-SHOWN_CALLS);
  const marks = shown.map((call) => (refusedOf([call]).length > 0 ? '✗' : MARKS[call.value])).join('');
  return [
    ...stages.map((stage) => stageLine(stage, stages)),
    '',
    `  calls     ${marks}`,
    `            ${MARKS.old} 200 with the old value   ${MARKS.new} 200 with the new value   ✗ refused`,
    `            ${tally({ stages, calls })}`,
  ].join('\n');
}

/** One step in one line. */
export function stageLine({ name, words, atMs }: Stage, stages: readonly Stage[]): string {
  const startMs = stages[0]?.atMs;
  const time =
    atMs === undefined || startMs === undefined ? '' : `+${((atMs - startMs) / 1000).toFixed(1)} s`;
  return `  ${atMs === undefined ? ' ' : '✓'} ${name.padEnd(8)} ${time.padStart(8)}  ${words}`.trimEnd();
}

/** What came of the calls, as a sentence has it. */
export function tally({ calls }: Pick<Story, 'calls' | 'stages'>): string {
  return `${calls.length} calls, ${refusedOf(calls).length} refused`;
}
