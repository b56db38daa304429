import { setTimeout } from 'node:timers/promises';

/** Waits `ms` milliseconds, or until the interruption. */
export async function pause(ms: number, interruption: AbortSignal): Promise<void> {
  // The timer rejects only on the interruption.
  await setTimeout(ms, undefined, { signal: interruption }).catch(() => {});
}
