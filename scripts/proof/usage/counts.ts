import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import type { LoggedDecision } from '../../../lib/core/usage/decided.ts';
import type { Source } from '../../../lib/core/usage/delivery.ts';
import { type Counts, countsOf, sumOf } from '../../../lib/core/usage/fold.ts';
import { watchedKey } from '../../../lib/core/usage/key-usage.ts';
import { createKnownUsages } from '../../../lib/core/usage/known-usages.ts';
import { recordUsage } from '../../../lib/core/usage/record.ts';
import type { UsageStore } from '../../../lib/core/usage/usage-store.ts';
import { dayOf, LAST_USE_WINDOW_MS } from '../../../lib/core/usage/windows.ts';
import type { Claim } from './claim.ts';
import { deliveries, keyName, seeded, type TrafficSize, traffic } from './traffic.ts';

const SOURCE: Source = { logGroup: 'proof', via: 'authorizer', probed: true };
/** 2027-01-31: a day of UTC. */
const DAY_MS = Date.UTC(2027, 0, 31);
const WINDOWS_A_DAY = MS_PER_DAY / LAST_USE_WINDOW_MS;
/** One line in so many deliveries is delivered once more, much later. */
const REPEATED = 50;

/** Feeds a day of traffic through the recorder, and counts what came of it. */
export async function proveCounts(store: UsageStore, size: TrafficSize): Promise<Claim[]> {
  return [...(await proveExact(store, size)), ...(await proveBounded(store, size))];
}

async function proveExact(store: UsageStore, size: TrafficSize): Promise<Claim[]> {
  const { fed, counted, writes, deliveriesFed } = await feed(store, size, 'again at once');
  const lastUses = writes.get('usage') ?? 0;
  const counts = (writes.get('counts of a key') ?? 0) + (writes.get('counts of a tenant') ?? 0);
  const bound = size.keys * WINDOWS_A_DAY;
  return [
    {
      holds: isSame(fed, counted),
      what:
        `counts are exact: ${text(counted)} of ${text(fed)}, in ${deliveriesFed} deliveries of several streams, ` +
        'shuffled, every one repeated at once',
    },
    {
      holds: lastUses <= bound,
      what:
        `last uses: ${perMillion(lastUses, size)} writes for a million decisions, ` +
        `${lastUses} at ${size.keys} keys × ${WINDOWS_A_DAY} windows = ${bound} at most`,
    },
    {
      holds: counts <= size.decisions,
      what: `counts: ${perMillion(counts, size)} writes for a million decisions, one a key (and tenant) in a delivery`,
    },
  ];
}

async function proveBounded(store: UsageStore, size: TrafficSize): Promise<Claim[]> {
  const { fed, counted, again } = await feed(store, size, 'again later');
  const [true_, seen] = [total(fed), total(counted)];
  return [
    {
      holds: seen >= true_ && seen <= true_ + again,
      what:
        `repeated much later, ${again} lines of ${true_}: ${seen} counted, between what happened and what was ` +
        `delivered (${true_ + again})`,
    },
  ];
}

async function feed(store: UsageStore, size: TrafficSize, repeat: 'again at once' | 'again later') {
  const tenant = `proof-${crypto.randomUUID().slice(0, 8)}`;
  const counting = withCountedWrites(store);
  const clock = { nowMs: DAY_MS };
  const prefix = tenant.replaceAll('-', '');
  for (let n = 0; n < size.keys; n += 1) {
    await store.createUsage(watchedKey({ tenant, id: prefix + keyName(n), permissions: ['read'] }, DAY_MS));
  }
  const deps = {
    store: counting.store,
    known: createKnownUsages(counting.store, size.keys),
    clock: () => clock.nowMs,
    pause: async () => {},
  };
  const random = seeded(7);
  const named = function* () {
    for (const line of traffic(tenant, size, DAY_MS, random)) yield { ...line, key: prefix + line.key };
  };
  let fed: Counts = {};
  let again = 0;
  let deliveriesFed = 0;
  const late: (readonly LoggedDecision[])[] = [];
  const record = (decisions: readonly LoggedDecision[]) =>
    recordUsage(deps, { logGroup: SOURCE.logGroup, decisions, unread: 0 }, SOURCE);
  for (const decisions of deliveries(named(), { streams: 8, limit: 500 }, random)) {
    clock.nowMs = Math.max(clock.nowMs, ...decisions.map(({ atMs }) => atMs));
    fed = sumOf([fed, countsOf(decisions)]);
    deliveriesFed += 1;
    await record(decisions);
    if (repeat === 'again at once') {
      counting.pause(true);
      await record(decisions.toReversed());
      counting.pause(false);
    } else if (deliveriesFed % REPEATED === 0) late.push(decisions);
  }
  for (const decisions of late) {
    again += decisions.length;
    await record(decisions);
  }
  const [day] = await store.readCounts({ tenant }, dayOf(DAY_MS), dayOf(DAY_MS));
  return { fed, counted: day?.counts ?? {}, writes: counting.writes, deliveriesFed, again };
}

function withCountedWrites(store: UsageStore) {
  const writes = new Map<string, number>();
  let isPaused = false;
  const wrote = (what: string) => {
    if (!isPaused) writes.set(what, (writes.get(what) ?? 0) + 1);
  };
  const counted: UsageStore = {
    ...store,
    replaceUsage: (usage) => {
      wrote('usage');
      return store.replaceUsage(usage);
    },
    addCounts: (of, ...rest) => {
      wrote(of.key === undefined ? 'counts of a tenant' : 'counts of a key');
      return store.addCounts(of, ...rest);
    },
  };
  /** A repetition is refused by a condition: what it tries is not counted. */
  const pause = (on: boolean) => {
    isPaused = on;
  };
  return { store: counted, writes, pause };
}

function isSame(one: Counts, other: Counts): boolean {
  return text(one) === text(other);
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
