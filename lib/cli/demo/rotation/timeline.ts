import type { RotationSteps } from './demo-managed-key.ts';

/** The phases of a rotation, as in docs/rotation.md, and their effect on consumers. */
const STAGES = [
  { name: 'start', words: 'the rotation is recorded', after: 'started' },
  { name: 'create', words: 'a new value is stored in the secret as AWSPENDING', after: 'value-generated' },
  { name: 'set', words: 'the old and new values are both accepted', after: 'value-accepted' },
  { name: 'test', words: 'the new value was tested', after: 'finished' },
  { name: 'finish', words: 'AWSCURRENT is the new value', after: 'finished' },
  { name: 'seen', words: 'the new value is current in all Regions; the overlap starts', after: 'finished' },
  { name: 'overlap', words: 'each consumer reads the new value when its cache expires', after: 'retired' },
  { name: 'retire', words: 'the old value is rejected', after: 'retired' },
] as const;

/** A phase and its completion time in milliseconds since 1970; undefined if it is not complete. */
export interface RotationPhase {
  readonly name: string;
  readonly words: string;
  readonly atMs: number | undefined;
}

/** Returns the phases of a rotation. A phase without an event is complete when the next phase is. */
export function phasesOf(steps: RotationSteps): readonly RotationPhase[] {
  return STAGES.map(({ name, words, after }) => {
    const at = steps.find(({ step }) => step === after)?.at;
    return { name, words, atMs: at === undefined ? undefined : Date.parse(at) };
  });
}

/** The result of a consumer call after at most one retry. */
export interface ConsumerCall {
  readonly status: number;
  readonly value: 'old' | 'new';
}

/** The state of a running demo. */
export interface Timeline {
  readonly stages: readonly RotationPhase[];
  readonly calls: readonly ConsumerCall[];
}

/** The calls whose response was not 2xx. */
export function deniedCalls(calls: readonly ConsumerCall[]): readonly ConsumerCall[] {
  return calls.filter(({ status }) => status < 200 || status > 299);
}
