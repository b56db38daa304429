import { BoundedMap } from '../../lib/core/bounded-map.ts';
import type { BucketStore } from '../../lib/core/limits/bucket.ts';
import type { Seen } from '../../lib/core/limits/charge-bucket.ts';
import { chargeBuckets } from '../../lib/core/limits/charge-buckets.ts';
import { createLeases } from '../../lib/core/limits/leases.ts';
import type { RateLimit } from '../../lib/core/limits/limit.ts';
import { localBuckets } from '../../lib/core/limits/local-buckets.ts';
import { junkRows } from './junk.ts';
import { PRICES } from './prices.ts';

/** The measured traffic: one rate, and the instances that its requests reach in turn. */
interface LimitTraffic {
  readonly perSecond: number;
  readonly instances: number;
}

const SECONDS = 60;
const TRAFFICS: readonly LimitTraffic[] = [
  { perSecond: 10, instances: 2 },
  { perSecond: 100, instances: 5 },
  { perSecond: 1000, instances: 30 },
];

/** The writes of one request: within a rate of twice the traffic, or of a caller at 100 times its rate. */
async function writesPerRequest(
  { perSecond, instances }: LimitTraffic,
  leaseSeconds: number | null,
  ofRate: number,
): Promise<number> {
  const requests = Math.max(1, Math.round(perSecond * ofRate));
  const limit: RateLimit = {
    ...{ name: 'requests', kind: 'rate', onFailure: 'deny', leaseSeconds },
    ...{ requests, perSeconds: 1, burst: requests },
  };
  const memory = localBuckets();
  let [writes, nowMs] = [0, 1_800_000_000_000];
  const buckets: BucketStore = {
    update: (bucket, update) => {
      writes += 1;
      return memory.update(bucket, update);
    },
  };
  const deps = Array.from({ length: instances }, () => {
    const each = { buckets, clock: () => nowMs, lastSeen: new BoundedMap<Seen>(), random: () => 0.5 };
    return { ...each, chargeLease: createLeases(each) };
  });
  const sent = perSecond * SECONDS;
  for (let request = 0; request < sent; request += 1) {
    nowMs += 1000 / perSecond;
    const instance = deps[request % instances];
    if (instance) await chargeBuckets(instance, [{ bucket: 'key#1', limits: [limit] }], 1);
  }
  return writes / sent;
}

async function rowOf(name: string, leaseSeconds: number | null, ofRate = 2): Promise<readonly string[]> {
  const costs = TRAFFICS.map(async (traffic) => {
    if (leaseSeconds === null && traffic.perSecond * ofRate > 200) return 'leased only';
    return ((await writesPerRequest(traffic, leaseSeconds, ofRate)) * PRICES.writeUnits).toFixed(3);
  });
  return [name, ...(await Promise.all(costs))];
}

/** A month of AWS WAF with one rule, per million requests. */
function wafRow(): readonly string[] {
  const millionsPerSecond = (30 * 86_400) / 1_000_000;
  const costs = TRAFFICS.map(({ perSecond }) =>
    (PRICES.wafRequests + (PRICES.wafAcl + PRICES.wafRule) / (perSecond * millionsPerSecond)).toFixed(3),
  );
  return ['AWS WAF, one rate rule', ...costs];
}

const rows = [
  [
    'USD per million requests',
    ...TRAFFICS.map(({ perSecond, instances }) => `${perSecond}/s on ${instances}`),
  ],
  ['No limits', '0', '0', '0'],
  await rowOf('Exact', null),
  await rowOf('Exact, caller at 100 times its rate', null, 0.01),
  await rowOf('Leased, 1 s', 1),
  await rowOf('Leased, 5 s', 5),
  await rowOf('Leased, 1 s, caller at 100 times its rate', 1, 0.01),
  ['API Gateway usage plans, REST only', '0', '0', '0'],
  wafRow(),
];
for (const table of [rows, junkRows()])
  process.stdout.write(`${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n`);
