import type { AlarmState } from './definition.ts';
import type { Transition } from './transition.ts';

/** What has not been told of an alarm. */
interface Held {
  readonly latest: Transition;
  /** The state that was told last. */
  readonly toldState: AlarmState;
  /** Told from then on, unless the suppressor goes off before. */
  readonly dueMs: number;
}

/**
 * Holds back what alarms with a suppressor have to tell: for the wait period, in which the suppressor can still go off,
 * while it is in ALARM, and for the extension period after that. What is told then is the state at that time, if it is
 * another than was told last.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export class Suppression {
  readonly #held = new Map<string, Held>();

  /** @returns the transition where it is to be told at once */
  pass(transition: Transition): readonly Transition[] {
    const { alarm, from, atMs } = transition;
    if (alarm.kind !== 'composite' || !alarm.suppressor) return [transition];
    const held = this.#held.get(alarm.name);
    const dueMs = Math.max(held?.dueMs ?? 0, atMs + alarm.suppressor.waitSeconds * 1_000);
    this.#held.set(alarm.name, { latest: transition, toldState: held?.toldState ?? from, dueMs });
    return [];
  }

  /** @returns what is to be told by now of what was held back */
  release(nowMs: number, stateOf: (alarm: string) => AlarmState | undefined): readonly Transition[] {
    return [...this.#held].flatMap(([name, held]) => {
      const { alarm, to } = held.latest;
      const suppressor = alarm.kind === 'composite' ? alarm.suppressor : undefined;
      if (suppressor && stateOf(suppressor.alarm) === 'ALARM') {
        this.#held.set(name, { ...held, dueMs: nowMs + suppressor.extensionSeconds * 1_000 });
        return [];
      }
      if (nowMs < held.dueMs) return [];
      this.#held.delete(name);
      return to === held.toldState ? [] : [{ ...held.latest, from: held.toldState, atMs: nowMs }];
    });
  }
}
