import { deniedCalls, type RotationPhase, type Timeline } from './timeline.ts';

/** Number of latest calls to show. */
const SHOWN_CALLS = 56;
const MARKS = { old: '·', new: '█' } as const;

/** Renders the phases with their times, and the calls of the consumer. */
export function renderTimeline({ stages, calls }: Timeline): string {
  const shown = calls.slice(-SHOWN_CALLS);
  const marks = shown.map((call) => (deniedCalls([call]).length > 0 ? '✗' : MARKS[call.value])).join('');
  return [
    ...stages.map((stage) => phaseLine(stage, stages)),
    '',
    `  calls     ${marks}`,
    `            ${MARKS.old} 200 with the old value   ${MARKS.new} 200 with the new value   ✗ denied`,
    `            ${summaryLine({ stages, calls })}`,
  ].join('\n');
}

/** Renders one phase: complete, in progress, or only its name. */
export function phaseLine(stage: RotationPhase, stages: readonly RotationPhase[]): string {
  const { name, words, atMs } = stage;
  const startMs = stages[0]?.atMs;
  if (startMs === undefined) return `    ${name}`;
  if (atMs !== undefined) return `  ✓ ${name.padEnd(8)} ${seconds(atMs - startMs)}  ${words}`;
  const isInProgress = stages[stages.indexOf(stage) - 1]?.atMs !== undefined;
  return isInProgress ? `  … ${name.padEnd(8)} ${' '.repeat(8)}  ${words}` : `    ${name}`;
}

function seconds(ms: number): string {
  return `+${(ms / 1000).toFixed(1)} s`.padStart(8);
}

/** Summarizes the calls. */
export function summaryLine({ calls }: Pick<Timeline, 'calls' | 'stages'>): string {
  return `${calls.length} calls, ${deniedCalls(calls).length} denied`;
}
