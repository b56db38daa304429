import { BoundedMap } from '../../../lib/core/bounded-map.ts';
import type { BucketStore } from '../../../lib/core/limits/bucket.ts';
import { BucketContentionError, type Seen } from '../../../lib/core/limits/charge-bucket.ts';
import { type ChargeDeps, chargeBuckets } from '../../../lib/core/limits/charge-buckets.ts';
import { largestLease, smallestLease } from '../../../lib/core/limits/lease-size.ts';
import { createLeases } from '../../../lib/core/limits/leases.ts';
import type { RateLimit } from '../../../lib/core/limits/limit.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { seeded } from '../../samples/seeded.ts';
import type { Claim } from '../claim.ts';
import { interleaved } from './interleaved.ts';

export interface LeasedRun {
  /** The number of random histories. */
  readonly seeds: number;
  /** The number of requests of each history. */
  readonly requests: number;
}

interface Scene {
  readonly limit: RateLimit;
  readonly perSecond: number;
  readonly instances: number;
  readonly leaseSeconds: number;
  readonly skewMs: number;
  /** Requests per second. */
  readonly load: number;
  readonly isBursty: boolean;
}

interface History {
  readonly scene: Scene;
  /** The most requests in any window, above the rate times the window. */
  readonly excess: number;
  readonly admitted: number;
  /** What one limiter without instances admits of the same requests. */
  readonly exact: number;
  readonly gaveUp: number;
}

/**
 * Charges a leased rate from up to 1,000 instances, whose clocks differ by up to 300 ms each, which are replaced at random,
 * and whose updates wait for each other. Compares every window with the formula of docs/limits.md.
 */
export async function proveLeasedRates({ seeds, requests }: LeasedRun): Promise<readonly Claim[]> {
  const histories: History[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) histories.push(await chargeFromInstances(seed, requests));
  const above = histories.filter((each) => each.excess > boundOf(each.scene));
  const shares = histories.map(
    ({ scene, excess }) => (excess - scene.limit.burst) / (boundOf(scene) - scene.limit.burst),
  );
  const ratios = histories.map(({ admitted, exact }) => admitted / exact).sort((one, other) => one - other);
  const gaveUp = histories.reduce((sum, each) => sum + each.gaveUp, 0);
  const ratioAt = (share: number) => (ratios[Math.floor(share * (ratios.length - 1))] ?? 0).toFixed(2);
  return [
    {
      holds: above.length === 0,
      what: `${above.length} of ${seeds} histories exceed the formula of leases (up to 1,000 instances)`,
    },
    {
      holds: Math.max(...shares) <= 1,
      what: `${percent(Math.max(...shares))} of the requests that the formula adds to an exact rate were admitted at most`,
    },
    {
      holds: Number(ratioAt(0.5)) > 0.9,
      what: `${ratioAt(0.5)} of the requests of an exact rate are admitted in the median, ${ratioAt(0.1)} in the tenth percentile`,
    },
    { holds: gaveUp === 0, what: `${gaveUp} requests with leases found no decision within the attempts` },
  ];
}

/** burst + min(r·L, I·n) + 2·skew·r; a window of w seconds adds r·w. */
function boundOf(scene: Scene): number {
  return scene.limit.burst + leasedAhead(scene) + (2 * scene.skewMs * scene.perSecond) / 1000;
}

function leasedAhead({ limit, perSecond, instances, leaseSeconds }: Scene): number {
  const largest = Math.max(1, largestLease(limit, leaseSeconds * 1000), smallestLease(limit));
  return Math.min(perSecond * leaseSeconds, instances * largest);
}

function sceneOf(random: () => number): Scene {
  const perSecond = Math.floor(101 * 50 ** random());
  const leaseSeconds = 1 + Math.floor(10 * random() * random());
  const rate = { requests: perSecond, perSeconds: 1 };
  const burst = Math.max(4 * smallestLease(rate), Math.floor(perSecond * (0.05 + 2 * random())));
  return {
    limit: { name: 'requests', kind: 'rate', onFailure: 'deny', ...rate, burst, leaseSeconds },
    perSecond,
    leaseSeconds,
    instances: Math.floor(1000 ** random()),
    skewMs: Math.floor(300 * random()),
    load: perSecond * (0.3 + 2.5 * random()),
    isBursty: random() < 0.4,
  };
}

async function chargeFromInstances(seed: number, requests: number): Promise<History> {
  const random = seeded(seed);
  const scene = sceneOf(random);
  const { limit, perSecond } = scene;
  const buckets = interleaved(localBuckets(), random);
  let nowMs = 1_800_000_000_000;
  const start = () => newInstance(buckets, { clock: () => nowMs, scene, random });
  const instances = Array.from({ length: scene.instances }, start);
  const anInstance = (of: number) => Math.floor(random() * of);
  const windows = new Windows(perSecond);
  const exact = new ExactRate(limit);
  let [sent, gaveUp] = [0, 0];
  while (sent < requests) {
    const stepMs = 1 + Math.floor(random() * 40);
    nowMs += stepMs;
    if (random() < 0.01) instances[anInstance(instances.length)] = start();
    const count = Math.floor((scene.load * stepMs * burstiness(scene, random)) / 1000);
    const busy = random() < 0.3 ? 1 + anInstance(instances.length) : instances.length;
    const results = await Promise.all(
      Array.from({ length: count }, () => isAdmitted(instances[anInstance(busy)] ?? start(), limit)),
    );
    sent += count;
    gaveUp += results.filter((each) => each === undefined).length;
    windows.add(nowMs, results.filter((each) => each === true).length);
    exact.offer(nowMs, count);
  }
  return {
    ...{ scene, gaveUp, excess: windows.excess },
    ...{ admitted: windows.admitted, exact: exact.admitted },
  };
}

function burstiness({ isBursty }: Scene, random: () => number): number {
  if (!isBursty) return 2 * random();
  return random() < 0.2 ? 10 * random() : 0.2;
}

/** An instance whose clock differs by up to the skew in each direction. */
function newInstance(
  buckets: BucketStore,
  {
    clock,
    scene,
    random,
  }: { readonly clock: () => number; readonly scene: Scene; readonly random: () => number },
): ChargeDeps {
  const skewMs = Math.floor((2 * random() - 1) * scene.skewMs);
  const deps = { buckets, clock: () => clock() + skewMs, lastSeen: new BoundedMap<Seen>(), random };
  return { ...deps, chargeLease: createLeases(deps) };
}

/** Undefined if the attempts did not suffice. */
async function isAdmitted(deps: ChargeDeps, limit: RateLimit): Promise<boolean | undefined> {
  try {
    const { denial } = await chargeBuckets(deps, [{ bucket: 'key#1', limits: [limit] }], 1);
    return denial === null;
  } catch (error) {
    if (error instanceof BucketContentionError) return undefined;
    throw error;
  }
}

/** Finds the window with the most admissions above the rate. */
class Windows {
  readonly #perMs: number;
  #current = 0;
  #lastMs = 0;
  excess = 0;
  admitted = 0;

  constructor(perSecond: number) {
    this.#perMs = perSecond / 1000;
  }

  add(atMs: number, admitted: number): void {
    this.#current = Math.max(0, this.#current - (atMs - this.#lastMs) * this.#perMs) + admitted;
    this.#lastMs = atMs;
    this.excess = Math.max(this.excess, this.#current);
    this.admitted += admitted;
  }
}

/** One token bucket for all requests. */
class ExactRate {
  readonly #limit: RateLimit;
  #tokens: number;
  #lastMs = 0;
  admitted = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
    this.#tokens = limit.burst;
  }

  offer(atMs: number, count: number): void {
    const gained = ((atMs - this.#lastMs) * this.#limit.requests) / this.#limit.perSeconds / 1000;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + gained);
    const admitted = Math.min(count, Math.floor(this.#tokens));
    this.#tokens -= admitted;
    this.#lastMs = atMs;
    this.admitted += admitted;
  }
}

function percent(share: number): string {
  return `${Math.max(0, Math.round(100 * share))} %`;
}
