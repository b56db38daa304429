import { setImmediate } from 'node:timers/promises';
import type { Allowed } from '../../../lib/core/access/decide.ts';
import type { BucketStore } from '../../../lib/core/limits/bucket.ts';
import type { RateLimit } from '../../../lib/core/limits/limit.ts';
import { createLimiter, type Limiter } from '../../../lib/core/limits/limiter.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { issuedKey } from '../../samples/issued-key.ts';
import { seeded } from '../../samples/seeded.ts';
import type { Claim } from '../claim.ts';

export interface NoisyRun {
  readonly seconds: number;
}

const INSTANCES = 20;
/** One item of the table accepts 1,000 writes per second, in their order. */
const ITEM_MS = 1;
const TIMEOUT_MS = 300;

interface Traffic {
  readonly admitted: number;
  readonly denied: number;
  readonly unavailable: number;
  readonly p99Ms: number;
}

/**
 * Two tenants share the instances and the table. One sends 100 times its rate, the other 1.5 times its rate. In simulated
 * time, an update takes 2 to 10 ms and waits for the earlier ones of its item.
 */
export async function proveNoisyTenant({ seconds }: NoisyRun): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for (const [mode, perSecond, leaseSeconds] of [
    ['exact', 50, null],
    ['leased', 200, 1],
  ] as const) {
    const limit: RateLimit = {
      ...{ name: 'requests', kind: 'rate', onFailure: 'deny', leaseSeconds },
      ...{ requests: perSecond, perSeconds: 1, burst: perSecond },
    };
    const alone = await run(limit, { quiet: 1.5 * perSecond }, seconds);
    const beside = await run(limit, { quiet: 1.5 * perSecond, noisy: 100 * perSecond }, seconds);
    const noisy = beside.get('noisy');
    const [before, after] = [alone.get('quiet'), beside.get('quiet')];
    claims.push(
      {
        holds: before !== undefined && JSON.stringify(before) === JSON.stringify(after),
        what: `${mode}: beside a tenant at 100 times its rate, another tenant has the same p99 (${after?.p99Ms} ms, alone ${before?.p99Ms} ms) and the same share (${after?.admitted} admitted, alone ${before?.admitted})`,
      },
      {
        holds:
          noisy !== undefined && noisy.admitted <= perSecond * (seconds + 2) && noisy.denied > noisy.admitted,
        what: `${mode}: the noisy tenant had ${noisy?.admitted} requests admitted, ${noisy?.denied} denied and ${noisy?.unavailable} without a response of the table`,
      },
    );
  }
  return claims;
}

async function run(
  limit: RateLimit,
  loads: Readonly<Record<string, number>>,
  seconds: number,
): Promise<ReadonlyMap<string, Traffic>> {
  const time = new SimulatedTime(1_800_000_000_000);
  const buckets = slowTable(time);
  // The pauses are not random, so that both runs can be compared.
  const deps = { plans: {}, tenantLimits: [limit], buckets, clock: () => time.nowMs, random: () => 0.5 };
  const instances = Array.from({ length: INSTANCES }, () =>
    createLimiter({ ...deps, onUnavailable: () => undefined }),
  );
  const tenants = Object.entries(loads).map(([tenant, perSecond]) =>
    send(instances, { time, tenant, perSecond, seconds }),
  );
  await time.run();
  return new Map(tenants.map(({ tenant, traffic }) => [tenant, traffic()]));
}

interface Sending {
  readonly time: SimulatedTime;
  readonly tenant: string;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Sends the requests of a tenant, each to a random instance. */
function send(instances: readonly Limiter[], { time, tenant, perSecond, seconds }: Sending) {
  const random = seeded(7);
  const outcomes: string[] = [];
  const tookMs: number[] = [];
  const decision = decisionFor(tenant);
  const startMs = time.nowMs;
  const sendFrom = (index: number) => {
    const limiter = instances[Math.floor(random() * instances.length)];
    time.at(startMs + (index * 1000 + random() * 500) / perSecond, async () => {
      if (index + 1 < perSecond * seconds) sendFrom(index + 1);
      const sentMs = time.nowMs;
      outcomes.push((await limiter?.(decision, () => 1))?.outcome ?? 'none');
      tookMs.push(time.nowMs - sentMs);
    });
  };
  sendFrom(0);
  const countOf = (outcome: string) => outcomes.filter((each) => each === outcome).length;
  const traffic = (): Traffic => ({
    admitted: countOf('allowed'),
    denied: countOf('rate-limited'),
    unavailable: countOf('limiter-unavailable'),
    p99Ms: Number(
      (tookMs.sort((one, other) => one - other)[Math.floor(tookMs.length * 0.99)] ?? 0).toFixed(1),
    ),
  });
  return { tenant, traffic };
}

function decisionFor(tenant: string): Allowed {
  const { key } = issuedKey({ tenant });
  return { outcome: 'allowed', key, generation: 1, permissions: [], plan: null, ownerLimits: [] };
}

/** A table with one queue for each item. An update that waits too long times out. */
function slowTable(time: SimulatedTime): BucketStore {
  const memory = localBuckets();
  const freeAtMs = new Map<string, number>();
  const latencies = new Map<string, () => number>();
  return {
    update: async (bucket, update) => {
      const latency = latencies.get(bucket) ?? seeded(3);
      latencies.set(bucket, latency);
      const startMs = Math.max(time.nowMs, freeAtMs.get(bucket) ?? 0);
      const networkMs = 2 + 8 * latency();
      if (startMs - time.nowMs + networkMs > TIMEOUT_MS) {
        await time.sleep(TIMEOUT_MS);
        throw new UnavailableError('timed out');
      }
      freeAtMs.set(bucket, startMs + ITEM_MS);
      await time.sleep(startMs - time.nowMs + networkMs / 2);
      const result = await memory.update(bucket, update);
      await time.sleep(networkMs / 2);
      return result;
    },
  };
}

/** Time that advances to the next event when all code waits. */
class SimulatedTime {
  nowMs: number;
  readonly #events: { readonly atMs: number; readonly run: () => unknown }[] = [];

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  at(atMs: number, run: () => unknown): void {
    let index = this.#events.length;
    while (index > 0 && (this.#events[index - 1]?.atMs ?? 0) < atMs) index -= 1;
    this.#events.splice(index, 0, { atMs, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.nowMs + ms, resolve);
    });
  }

  /** Runs all events in their order, the last of the list first. */
  async run(): Promise<void> {
    for (let event = this.#events.pop(); event; event = this.#events.pop()) {
      this.nowMs = event.atMs;
      event.run();
      await setImmediate();
    }
  }
}
