import type { RotationSteps } from './demo-managed-key.ts';

/** The steps of a rotation, as docs/rotation.md has them, and what each means to consumers. */
const STAGES = [
  { name: 'start', words: 'the rotation has a name', after: 'started' },
  { name: 'create', words: 'a new value lies in the secret, pending', after: 'value-generated' },
  { name: 'set', words: 'old and new value are both accepted', after: 'value-accepted' },
  { name: 'test', words: 'the new value was tried', after: 'finished' },
  { name: 'finish', words: 'the secret names the new value', after: 'finished' },
  { name: 'seen', words: 'everywhere: the overlap begins', after: 'finished' },
  { name: 'overlap', words: 'each consumer reads the new value when its cache ends', after: 'retired' },
  { name: 'retire', words: 'the old value has ended', after: 'retired' },
] as const;

/** A step and when it was taken, in milliseconds since 1970; undefined: not yet. */
export interface RotationPhase {
  readonly name: string;
  readonly words: string;
  readonly atMs: number | undefined;
}

/** How far a rotation is. What leaves no event of its own is done when the next thing is. */
export function phasesOf(steps: RotationSteps): readonly RotationPhase[] {
  return STAGES.map(({ name, words, after }) => {
    const at = steps.find(({ step }) => step === after)?.at;
    return { name, words, atMs: at === undefined ? undefined : Date.parse(at) };
  });
}

/** A call of the consumer, as it ended after at most one retry. */
export interface ConsumerCall {
  readonly status: number;
  readonly value: 'old' | 'new';
}

/** All that the demo knows while it runs. */
export interface Timeline {
  readonly stages: readonly RotationPhase[];
  readonly calls: readonly ConsumerCall[];
}

/** The calls that were not answered 2xx. */
export function deniedCalls(calls: readonly ConsumerCall[]): readonly ConsumerCall[] {
  return calls.filter(({ status }) => status < 200 || status > 299);
}
