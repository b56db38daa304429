import { setTimeout } from 'node:timers/promises';

/** Waits, or less where the run shall end before. */
export async function pause(ms: number, interruption: AbortSignal): Promise<void> {
  // It rejects for no other reason than the interruption.
  await setTimeout(ms, undefined, { signal: interruption }).catch(() => {});
}
