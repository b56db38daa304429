import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { printable } from '../../lib/cli/printable.ts';
import { decisionLog } from './decision-log.ts';
import { decisionRow, HEADING } from './decision-row.ts';
import { isHealthy } from './endpoint.ts';

const PAUSE_MS = 500;
const READ_WITHIN_MS = 5_000;
/** Consecutive failed requests until the emulator counts as stopped. */
const STOPPED_AFTER = 3;

/** Consecutive failed reads until the failure is printed. */
const PRINTED_AFTER = 10;

/** Prints the decisions of an emulator until the signal aborts. */
export type Watch = (endpointUrl: string, signal: AbortSignal) => Promise<void>;

/** Returns a watch that prints one line per decision. Uses colours only at a terminal without `NO_COLOR`. */
export function followLocal(
  stream: Writable & { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Watch {
  const colours = stream.isTTY === true && !environment.NO_COLOR;
  return async (endpointUrl, signal) => {
    const log = decisionLog(endpointUrl, Date.now());
    stream.write(`Decisions:\n\n${HEADING}\n`);
    for (let failures = 0; await pause(signal); ) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN_MS)]);
      try {
        const decisions = await log.read(Date.now(), within);
        failures = 0;
        for (const decision of decisions) stream.write(`${decisionRow(decision, colours)}\n`);
      } catch (error) {
        failures += 1;
        // A single failure is not printed: the emulator may be busy.
        if (failures === PRINTED_AFTER && !signal.aborted) stream.write(`${unreadable(error)}\n`);
      }
    }
  };
}

/** Follows an emulator of another process until the signal aborts or it stops. @returns whether it stopped */
export async function followRemote(watch: Watch, endpointUrl: string, signal: AbortSignal): Promise<boolean> {
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  await Promise.all([
    watch(endpointUrl, either),
    untilStopped(endpointUrl, signal).then(() => stopped.abort()),
  ]);
  return !signal.aborted;
}

async function untilStopped(endpointUrl: string, signal: AbortSignal): Promise<void> {
  for (let failures = 0; failures < STOPPED_AFTER && (await pause(signal)); ) {
    failures = (await isHealthy(endpointUrl)) ? 0 : failures + 1;
  }
}

/** Contains only the error name: the message of an emulator is not trusted. */
function unreadable(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  return `The decisions cannot be read (${printable(name)}). Retrying.`;
}

/** @returns false if the signal aborts */
async function pause(signal: AbortSignal): Promise<boolean> {
  await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
