import { MS_PER_DAY } from '../../lib/core/keys/lifetime.ts';
import { COUNT_WINDOW_MS, LAST_USE_WINDOW_MS } from '../../lib/core/usage/limits.ts';
import { seeded } from '../samples/seeded.ts';

/** How the requests of a key are spread over a month. */
export type Traffic = 'busy' | 'quiet' | 'batch';

const MS_PER_HOUR = 3_600_000;
const MINUTE_MS = 60_000;
const DAYS = 30;

interface Shape {
  readonly description: string;
  /** Requests of a key in a row; more only if the month has no room for more sessions. */
  readonly perSession: number;
  readonly sessionMs: number;
  /** Sessions start in these hours of a day (UTC). */
  readonly fromHour: number;
  readonly hours: number;
}

export const TRAFFICS: Readonly<Record<Traffic, Shape>> = {
  busy: {
    description: 'sessions of an hour with 10 requests in five minutes, 08:00 to 20:00',
    ...{ perSession: 120, sessionMs: MS_PER_HOUR, fromHour: 8, hours: 12 },
  },
  quiet: {
    description: 'single requests, 08:00 to 20:00',
    ...{ perSession: 1, sessionMs: 1, fromHour: 8, hours: 12 },
  },
  batch: {
    description: 'runs of ten minutes with 500 requests, 02:00 to 03:00',
    ...{ perSession: 500, sessionMs: 10 * MINUTE_MS, fromHour: 2, hours: 1 },
  },
};

export interface SimulatedTraffic {
  /** Recorded uses per request: the first request of a key in five minutes. */
  readonly uses: number;
  /** Five-minute windows per request in which the counts of a key are added up. */
  readonly countWindows: number;
  /** Days and months per request in which a key is used. */
  readonly days: number;
  readonly months: number;
  /** Requests per second while there is traffic. */
  readonly rate: number;
}

const SAMPLED_KEYS = 300;
const MIN_SAMPLED_KEYS = 3;
const SAMPLED_REQUESTS = 100_000;
/** More requests in a session have the same windows. */
const SAMPLED_PER_SESSION = 300;

/** Simulates a month of some of the keys. The same options always give the same result. */
export function simulateTraffic(traffic: Traffic, requests: number, keys: number): SimulatedTraffic {
  const shape = TRAFFICS[traffic];
  const activeKeys = Math.min(keys, requests);
  const perKey = requests / activeKeys;
  const room = (DAYS * shape.hours * MS_PER_HOUR) / Math.max(shape.sessionMs, MINUTE_MS);
  const sessions = Math.max(1, Math.round(Math.min(perKey / shape.perSession, room)));
  const perSession = Math.max(1, Math.round(perKey / sessions));
  const sampledPerSession = Math.min(perSession, SAMPLED_PER_SESSION, Math.ceil(SAMPLED_REQUESTS / sessions));
  const affordableKeys = Math.max(MIN_SAMPLED_KEYS, SAMPLED_REQUESTS / (sessions * sampledPerSession));
  const sampledKeys = Math.ceil(Math.min(SAMPLED_KEYS, activeKeys, affordableKeys));
  const random = seeded(18);
  const sum = { uses: 0, countWindows: 0, days: 0, months: 0 };
  for (let key = 0; key < sampledKeys; key += 1) {
    const times = timesOf(shape, sessions, sampledPerSession, random);
    sum.uses += recordedUses(times);
    sum.countWindows += new Set(times.map((atMs) => Math.floor(atMs / COUNT_WINDOW_MS))).size;
    sum.days += new Set(times.map((atMs) => Math.floor(atMs / MS_PER_DAY))).size;
    sum.months += 1;
  }
  const sampled = sampledKeys * perKey;
  return {
    uses: sum.uses / sampled,
    countWindows: sum.countWindows / sampled,
    days: sum.days / sampled,
    months: sum.months / sampled,
    rate: requests / (DAYS * shape.hours * (MS_PER_HOUR / 1000)),
  };
}

function timesOf(shape: Shape, sessions: number, perSession: number, random: () => number): number[] {
  const times: number[] = [];
  for (let session = 0; session < sessions; session += 1) {
    const day = Math.floor(random() * DAYS) * MS_PER_DAY;
    const startMs = day + (shape.fromHour + random() * shape.hours) * MS_PER_HOUR;
    for (let each = 0; each < perSession; each += 1) times.push(startMs + random() * shape.sessionMs);
  }
  return times.sort((one, other) => one - other);
}

function recordedUses(times: readonly number[]): number {
  let uses = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const atMs of times) {
    if (atMs < lastMs + LAST_USE_WINDOW_MS) continue;
    uses += 1;
    lastMs = atMs;
  }
  return uses;
}
