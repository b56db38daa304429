import { BoundedMap } from '../../../lib/core/bounded-map.ts';
import { BucketContentionError, type Seen } from '../../../lib/core/limits/charge-bucket.ts';
import { chargeBuckets } from '../../../lib/core/limits/charge-buckets.ts';
import type { RateLimit } from '../../../lib/core/limits/limit.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { incrementOf } from '../../../lib/core/limits/rate.ts';
import { seeded } from '../../samples/seeded.ts';
import type { Claim } from '../claim.ts';
import { interleaved } from './interleaved.ts';

export interface ExactRun {
  /** The number of random histories. */
  readonly seeds: number;
  /** The number of requests of each client. */
  readonly requests: number;
}

const CLIENTS = 64;
const SKEW_MS = 500;

interface Admission {
  readonly atMs: number;
  readonly cost: number;
}

interface History {
  readonly limit: RateLimit;
  readonly admitted: readonly Admission[];
  readonly denied: number;
  readonly gaveUp: number;
}

/**
 * Charges one rate from 64 clients at once, whose clocks differ by up to 500 ms and whose updates wait for each other in a random
 * order. Compares the admissions with the definition of the limit: in no window more than the burst and the rate.
 */
export async function proveExactRates({ seeds, requests }: ExactRun): Promise<readonly Claim[]> {
  let [admitted, denied, gaveUp, above] = [0, 0, 0, 0];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const history = await chargeConcurrently(seed, requests);
    admitted += history.admitted.reduce((sum, { cost }) => sum + cost, 0);
    denied += history.denied;
    gaveUp += history.gaveUp;
    above += excessOf(history);
  }
  const what = `${CLIENTS} clients, ${seeds} histories, clocks ${SKEW_MS} ms apart`;
  return [
    { holds: above === 0, what: `${above} of ${admitted} admissions exceed the rate (${what})` },
    { holds: admitted > 0 && denied > 0, what: `${denied} requests were denied` },
    { holds: gaveUp === 0, what: `${gaveUp} requests found no decision within the attempts` },
  ];
}

async function chargeConcurrently(seed: number, requests: number): Promise<History> {
  const random = seeded(seed);
  const limit: RateLimit = {
    ...{ name: 'requests', kind: 'rate', onFailure: 'deny', leaseSeconds: null },
    ...{ requests: 1 + Math.floor(random() * 100), perSeconds: 1, burst: 1 + Math.floor(random() * 100) },
  };
  const buckets = interleaved(localBuckets(), random);
  let nowMs = 1_800_000_000_000;
  const history = { admitted: [] as Admission[], denied: 0, gaveUp: 0 };
  const client = async () => {
    const skewMs = Math.floor(random() * SKEW_MS);
    const lastSeen = new BoundedMap<Seen>();
    for (let sent = 0; sent < requests; sent += 1) {
      nowMs += Math.floor(random() * 3);
      let atMs = nowMs + skewMs;
      const clock = () => {
        atMs = nowMs + skewMs;
        return atMs;
      };
      const cost = 1 + Math.floor(random() * 3);
      try {
        const { denial } = await chargeBuckets(
          { buckets, clock, lastSeen },
          [{ bucket: 'key#1', limits: [limit] }],
          cost,
        );
        if (denial) history.denied += 1;
        else history.admitted.push({ atMs, cost });
      } catch (error) {
        if (!(error instanceof BucketContentionError)) throw error;
        history.gaveUp += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { limit, ...history };
}

/** The admissions that a window of instance clocks has above the burst and the rate, at most one for each admission. */
function excessOf({ limit, admitted }: History): number {
  const incrementUs = incrementOf(limit);
  const ordered = admitted.toSorted((one, other) => one.atMs - other.atMs);
  let [fullUs, excess] = [0, 0];
  for (const { atMs, cost } of ordered) {
    fullUs = Math.max(fullUs, atMs * 1000) + cost * incrementUs;
    if (fullUs > atMs * 1000 + limit.burst * incrementUs) excess += 1;
  }
  return excess;
}
