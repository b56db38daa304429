import { appendFile, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { metricsIn } from '../../alarms/embedded-metrics.ts';
import { LogTailer } from '../log-tailer.ts';
import type { StateDirectory } from '../state-directory.ts';
import { AlarmFollower, type Watched } from './alarm-follower.ts';
import { AlarmService } from './alarm-service.ts';
import { writeLocalAlarms } from './alarms-json.ts';
import { deployedAlarms } from './deployed-alarms.ts';
import { NativeMetrics } from './native-metrics.ts';

const PAUSE_MS = 2_000;
const POLL_TIMEOUT_MS = 30_000;

/**
 * Evaluates the deployed alarms of an emulator until the signal aborts, and writes their states to `alarms.json`.
 * Retries after a failure, and logs the first one of a series.
 */
export async function runAlarms(
  home: StateDirectory,
  endpointUrl: string,
  signal: AbortSignal,
): Promise<void> {
  const startMs = Date.now();
  const follower = new AlarmFollower(watchedAt(endpointUrl, startMs), startMs);
  let isFailing = false;
  while (await pause(signal)) {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(POLL_TIMEOUT_MS)]);
    try {
      const alarms = await follower.poll(Date.now(), timeout);
      if (alarms) await writeLocalAlarms(home, alarms);
      isFailing = false;
    } catch (error) {
      if (!isFailing && !signal.aborted) await appendFile(home.log, `alarms: ${inspect(error)}\n`);
      isFailing = true;
    }
  }
  // The states are outdated from now on.
  await rm(home.alarmsJson, { force: true });
}

function watchedAt(endpointUrl: string, fromMs: number): Watched {
  const log = new LogTailer(endpointUrl, fromMs, {
    term: 'CloudWatchMetrics',
    read: (text) => {
      const data = metricsIn(text);
      return data.length === 0 ? undefined : data;
    },
  });
  return {
    logged: async (nowMs, signal) => (await log.read(nowMs, signal)).flatMap(({ line }) => line),
    native: (alarms, endMs) => new NativeMetrics(endpointUrl, alarms).read(endMs),
    deployed: () => deployedAlarms(endpointUrl),
    service: new AlarmService(endpointUrl),
  };
}

/** @returns false if the signal aborts */
async function pause(signal: AbortSignal): Promise<boolean> {
  await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
