import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { printable } from '../../lib/cli/printable.ts';
import { decisionLog } from './decision-log.ts';
import { decisionRow, HEADING } from './decision-row.ts';
import { isHealthy } from './endpoint.ts';

const PAUSE_MS = 500;
const READ_WITHIN_MS = 5_000;
/** How often in a row an emulator doesn't answer until it counts as gone. */
const UNANSWERED = 3;

/** How often in a row reading fails until that is told. */
const FAILURES_TOLD = 10;

/** Shows what is decided on an emulator until the signal aborts. */
export type Watch = (endpointUrl: string, signal: AbortSignal) => Promise<void>;

/** A watch that writes a line for each decision. Colours only where a person looks who hasn't refused them. */
export function followLocal(
  stream: Writable & { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Watch {
  const colours = stream.isTTY === true && !environment.NO_COLOR;
  return async (endpointUrl, signal) => {
    const log = decisionLog(endpointUrl, Date.now());
    stream.write(`Each decision, as it happens:\n\n${HEADING}\n`);
    for (let failures = 0; await pause(signal); ) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN_MS)]);
      try {
        const decisions = await log.read(Date.now(), within);
        failures = 0;
        for (const decision of decisions) stream.write(`${decisionRow(decision, colours)}\n`);
      } catch (error) {
        failures += 1;
        // An emulator that is busy for a moment is not worth a word.
        if (failures === FAILURES_TOLD && !signal.aborted) stream.write(`${unreadable(error)}\n`);
      }
    }
  };
}

/** Watches an emulator that something else runs, also until that one is gone. @returns whether it is */
export async function followRemote(watch: Watch, endpointUrl: string, signal: AbortSignal): Promise<boolean> {
  const gone = new AbortController();
  const either = AbortSignal.any([signal, gone.signal]);
  await Promise.all([watch(endpointUrl, either), untilGone(endpointUrl, signal).then(() => gone.abort())]);
  return !signal.aborted;
}

async function untilGone(endpointUrl: string, signal: AbortSignal): Promise<void> {
  for (let unanswered = 0; unanswered < UNANSWERED && (await pause(signal)); ) {
    unanswered = (await isHealthy(endpointUrl)) ? 0 : unanswered + 1;
  }
}

/** By its name alone: what an emulator says in a message may be anything. */
function unreadable(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  return `The decisions can't be read (${printable(name)}); trying on.`;
}

/** @returns false if the signal aborts */
async function pause(signal: AbortSignal): Promise<boolean> {
  await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
