import { USAGE_TABLE } from '../../../../lib/contracts/usage-table.ts';
import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import { type Counts, countsOf, sumOf } from '../../../../lib/core/usage/fold.ts';
import { newKeyUsage } from '../../../../lib/core/usage/key-usage.ts';
import {
  COUNT_WINDOW_MS,
  DENIALS_LOGGED_PER_DAY,
  dayOf,
  LAST_USE_WINDOW_MS,
} from '../../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../../lib/core/usage/logged-decision.ts';
import type { Claim } from '../../../../scripts/proof/claim.ts';
import { seeded } from '../../../../scripts/samples/seeded.ts';
import type { Recorder } from './recorder.ts';
import { deliveries, keyName, type TrafficSize, traffic } from './traffic.ts';

const DENIALS_A_DAY = DENIALS_LOGGED_PER_DAY.unproven + DENIALS_LOGGED_PER_DAY.proven;

const STREAMS = { streams: 8, limit: 500 } as const;
const PARTITIONS = USAGE_TABLE.partialUsagePartitions.length;
/** An item for each partition and for each 100 entries. */
const ITEMS_PER_DELIVERY = PARTITIONS + STREAMS.limit / 100;
/** One of this many deliveries is repeated much later. */
const REPEATED = 10;
const WINDOWS_A_DAY = MS_PER_DAY / LAST_USE_WINDOW_MS;

interface Feeding {
  readonly recorder: Recorder;
  readonly size: TrafficSize;
  /** The start of the day of traffic; the last 24 hours do not start at midnight UTC. */
  readonly fromMs: number;
}

/** Sends a day of traffic through a recorder and checks the counts. */
export async function proveCounts(feeding: Feeding): Promise<Claim[]> {
  return [...(await proveExact(feeding)), await proveBounded(feeding)];
}

/** Splits and reorders the traffic, repeats each delivery immediately, and some of them after the end of the day. */
async function proveExact({ recorder, size, fromMs }: Feeding): Promise<Claim[]> {
  const { tenant, lines } = await watchedTraffic({ recorder, size, fromMs });
  const clock = createClock(recorder, fromMs);
  const late: (readonly LoggedDecision[])[] = [];
  let fed: Counts = {};
  let deliveriesFed = 0;
  for (const decisions of deliveries(lines, STREAMS, seeded(7))) {
    await clock.moveTo(decisions);
    fed = sumOf([fed, countsOf(decisions)]);
    deliveriesFed += 1;
    await recorder.record(decisions, clock.nowMs());
    await recorder.record(decisions.toReversed(), clock.nowMs());
    if (deliveriesFed % REPEATED === 0) late.push(decisions);
  }
  for (const decisions of late) await recorder.record(decisions, clock.nowMs());
  await recorder.endWindow();
  const counted = await recorder.counted(tenant, dayOf(fromMs), dayOf(fromMs + MS_PER_DAY));
  return [
    {
      holds: text(fed) === text(counted),
      what:
        `counts are exact: ${text(counted)} of ${text(fed)}; ${deliveriesFed} deliveries of ${STREAMS.streams} ` +
        `streams, shuffled, each repeated immediately and ${late.length} of them after the end of the day`,
    },
    ...(recorder.writes ? boundsOf(recorder.writes, size, deliveriesFed) : []),
  ];
}

/** No kind of write grows with the requests: keys, windows, days and deliveries bound each kind. */
function boundsOf(writes: ReadonlyMap<string, number>, size: TrafficSize, deliveriesFed: number): Claim[] {
  const windows = size.keys * WINDOWS_A_DAY;
  const denials = size.keys * DENIALS_A_DAY;
  const claim = (kind: string, bound: number, boundIs: string): Claim => {
    const count = writes.get(kind) ?? 0;
    return {
      holds: count > 0 && count <= bound,
      what: `${kind}: ${perMillion(count, size)} writes per million decisions; ${count} ≤ ${boundIs} = ${bound}`,
    };
  };
  const keysWindows = `${size.keys} keys × ${WINDOWS_A_DAY} windows`;
  const loggable = `${keysWindows} + ${size.keys} keys × ${DENIALS_A_DAY} logged denials`;
  const all = [...writes.values()].reduce((sum, count) => sum + count, 0);
  const items = deliveriesFed * ITEMS_PER_DELIVERY;
  const tenantWindows = (WINDOWS_A_DAY + 1) * PARTITIONS;
  const most = 3 * windows + 2 * denials + tenantWindows + items;
  return [
    claim('counts of a key', windows, keysWindows),
    claim('counts of a tenant', tenantWindows, `${WINDOWS_A_DAY + 1} windows × ${PARTITIONS} partitions`),
    claim('usage', windows + denials, loggable),
    claim('access log', windows + denials, loggable),
    claim('partial usage', items, `${deliveriesFed} deliveries × ${ITEMS_PER_DELIVERY} items`),
    {
      holds: all <= most,
      what: `total: ${perMillion(all, size)} writes per million decisions; ${all} ≤ ${most}, the sum of the bounds`,
    },
  ];
}

/** Repeats lines in deliveries with other boundaries, which cannot be distinguished from new lines. */
async function proveBounded({ recorder, size, fromMs }: Feeding): Promise<Claim> {
  const { tenant, lines } = await watchedTraffic({ recorder, size, fromMs });
  const clock = createClock(recorder, fromMs);
  let [fed, happened, again] = [0, 0, 0];
  let left: readonly LoggedDecision[] = [];
  for (const decisions of deliveries(lines, STREAMS, seeded(11))) {
    await clock.moveTo(decisions);
    happened += decisions.length;
    again += left.length;
    await recorder.record([...left, ...decisions], clock.nowMs());
    fed += 1;
    left = fed % REPEATED === 0 ? decisions.slice(0, decisions.length / 2) : [];
  }
  await recorder.endWindow();
  const counted = total(await recorder.counted(tenant, dayOf(fromMs), dayOf(fromMs + MS_PER_DAY)));
  return {
    holds: again > 0 && counted >= happened && counted <= happened + again,
    what:
      `${again} of ${happened} lines were repeated in deliveries with other boundaries: ${counted} were counted, ` +
      `between the decisions (${happened}) and the delivered lines (${happened + again})`,
  };
}

/** Returns traffic of a new tenant whose keys are tracked. */
async function watchedTraffic({ recorder, size, fromMs }: Feeding) {
  const tenant = `proof-${crypto.randomUUID().slice(0, 8)}`;
  const prefix = tenant.replaceAll('-', '');
  for (let n = 0; n < size.keys; n += 1) {
    await recorder.watch(newKeyUsage({ tenant, id: prefix + keyName(n), permissions: ['read'] }, fromMs));
  }
  const lines = function* () {
    for (const line of traffic(tenant, size, fromMs, seeded(7))) yield { ...line, key: prefix + line.key };
  };
  return { tenant, lines: lines() };
}

/** Creates a clock that advances with the deliveries. */
function createClock(recorder: Recorder, fromMs: number) {
  let nowMs = fromMs;
  return {
    nowMs: () => nowMs,
    moveTo: async (decisions: readonly LoggedDecision[]) => {
      const laterMs = Math.max(nowMs, ...decisions.map(({ atMs }) => atMs));
      const isOver = Math.floor(laterMs / COUNT_WINDOW_MS) > Math.floor(nowMs / COUNT_WINDOW_MS);
      nowMs = laterMs;
      if (isOver) await recorder.endWindow();
    },
  };
}

function text(counts: Counts): string {
  return Object.entries(counts)
    .sort()
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function perMillion(writes: number, { decisions }: TrafficSize): number {
  return Math.round((writes / decisions) * 1_000_000);
}
