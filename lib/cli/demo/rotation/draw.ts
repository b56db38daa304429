import { deniedCalls, type RotationPhase, type Timeline } from './timeline.ts';

/** How many of the latest calls are shown. */
const SHOWN_CALLS = 56;
const MARKS = { old: '·', new: '█' } as const;

/** The whole picture: the steps with their times, and the consumer's calls beside them. */
export function renderTimeline({ stages, calls }: Timeline): string {
  const shown = calls.slice(-SHOWN_CALLS);
  const marks = shown.map((call) => (deniedCalls([call]).length > 0 ? '✗' : MARKS[call.value])).join('');
  return [
    ...stages.map((stage) => phaseLine(stage, stages)),
    '',
    `  calls     ${marks}`,
    `            ${MARKS.old} 200 with the old value   ${MARKS.new} 200 with the new value   ✗ refused`,
    `            ${summaryLine({ stages, calls })}`,
  ].join('\n');
}

/** One step in one line: taken, or in progress, or its name alone. */
export function phaseLine(stage: RotationPhase, stages: readonly RotationPhase[]): string {
  const { name, words, atMs } = stage;
  const startMs = stages[0]?.atMs;
  if (startMs === undefined) return `    ${name}`;
  if (atMs !== undefined) return `  ✓ ${name.padEnd(8)} ${seconds(atMs - startMs)}  ${words}`;
  const isUnderWay = stages[stages.indexOf(stage) - 1]?.atMs !== undefined;
  return isUnderWay ? `  … ${name.padEnd(8)} ${' '.repeat(8)}  ${words}` : `    ${name}`;
}

function seconds(ms: number): string {
  return `+${(ms / 1000).toFixed(1)} s`.padStart(8);
}

/** What came of the calls, as a sentence has it. */
export function summaryLine({ calls }: Pick<Timeline, 'calls' | 'stages'>): string {
  return `${calls.length} calls, ${deniedCalls(calls).length} refused`;
}
