import type { AlarmState } from './definition.ts';
import type { Transition } from './transition.ts';

/** A notification that is held back. */
interface Held {
  readonly latest: Transition;
  /** The state of the last notification. */
  readonly notifiedState: AlarmState;
  /** The notification is sent from this time on, unless the suppressor is in ALARM. */
  readonly dueMs: number;
}

/**
 * Holds notifications of alarms with a suppressor back: during the wait period, while the suppressor is in ALARM, and
 * during the extension period after that. Then notifies of the current state if it differs from the last notification.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export class Suppression {
  readonly #held = new Map<string, Held>();

  /** @returns the transition if it is notified immediately */
  pass(transition: Transition): readonly Transition[] {
    const { alarm, from, atMs } = transition;
    if (alarm.kind !== 'composite' || !alarm.suppressor) return [transition];
    const held = this.#held.get(alarm.name);
    const dueMs = Math.max(held?.dueMs ?? 0, atMs + alarm.suppressor.waitSeconds * 1_000);
    this.#held.set(alarm.name, { latest: transition, notifiedState: held?.notifiedState ?? from, dueMs });
    return [];
  }

  /** @returns the held-back transitions that are due */
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
      return to === held.notifiedState ? [] : [{ ...held.latest, from: held.notifiedState, atMs: nowMs }];
    });
  }
}
