import { describe, expect, it } from 'vitest';
import {
  type AppendDeps,
  appendEvents,
  appendHeartbeatLink,
} from '../../../../lib/core/audit/chain/append.ts';
import { type AuditLink, chainedEvent } from '../../../../lib/core/audit/chain/link.ts';
import { anchorFaults, linkFaults } from '../../../../lib/core/audit/chain/link-checks.ts';
import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import { eventOf, NOON } from '../../../support/entities.ts';
import {
  type ChainFaults,
  createMemoryArchive,
  createMemoryBeginning,
  createMemoryChain,
} from '../../../support/memory-chain.ts';

function setUp() {
  const faults: ChainFaults = {};
  const clock = { nowMs: NOON };
  const store = createMemoryChain(faults);
  const archive = createMemoryArchive();
  const beginning = createMemoryBeginning();
  const deps: AppendDeps = {
    ...{ store, archive, beginning, retentionDays: 400 },
    clock: () => clock.nowMs,
    backoff: async () => {},
  };
  return { faults, clock, store, archive, beginning, deps };
}

function newEvent(atMs = NOON) {
  return chainedEvent(eventOf('acme', { atMs }), null);
}

function expectWhole(links: readonly AuditLink[]): void {
  for (const [index, link] of links.entries()) {
    expect(linkFaults(link, links[index - 1])).toEqual([]);
    expect(link.number).toBe(index + 1);
  }
  if (links[0]) expect(anchorFaults(links[0], NOON)).toEqual([]);
}

it('appends each batch as a link with the previous hash, in the table and in the archive', async () => {
  const { deps, store, archive } = setUp();
  const batches = [[newEvent(), newEvent()], [newEvent()], [newEvent(), newEvent()]];
  for (const batch of batches) await appendEvents(deps, batch);
  expectWhole(store.links);
  expect(store.links.map(({ events }) => events)).toEqual(batches);
  expect([...archive.kept.values()]).toEqual(store.links);
});

it('links only the new events of a repeated batch', async () => {
  const { deps, store } = setUp();
  const [one, two, three] = [newEvent(), newEvent(), newEvent()];
  await appendEvents(deps, [one, two, one]);
  const before = structuredClone(store.links);
  await appendEvents(deps, [one, two]);
  await appendEvents(deps, []);
  expect(store.links).toEqual(before);
  await appendEvents(deps, [two, three]);
  expect(store.links.map(({ events }) => events)).toEqual([[one, two], [three]]);
});

it('appends concurrent batches to one chain with each event once', async () => {
  const { deps, store, archive } = setUp();
  const batches = Array.from({ length: 12 }, () => [newEvent(), newEvent()]);
  await Promise.all([...batches, ...batches].map((batch) => appendEvents(deps, batch)));
  expectWhole(store.links);
  expect(archive.kept.size).toBe(store.links.length);
  const ids = store.links.flatMap(({ events }) => events.map(({ id }) => id));
  expect(ids.toSorted()).toEqual(
    batches
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  );
});

it('does not append twice when an append with a lost response is repeated', async () => {
  const { deps, store, faults } = setUp();
  const batch = [newEvent()];
  faults.afterAppend = () => {
    throw new UnavailableError('lost');
  };
  await expect(appendEvents(deps, batch)).rejects.toThrow(UnavailableError);
  faults.afterAppend = undefined;
  await appendEvents(deps, batch);
  expect(store.links).toHaveLength(1);
});

it('fails after repeated conflicts, so that the batch is delivered again', async () => {
  const { deps, faults, store } = setUp();
  let isInside = false;
  faults.beforeAppend = async () => {
    if (isInside) return;
    isInside = true;
    await appendEvents(deps, [newEvent()]);
    isInside = false;
  };
  await expect(appendEvents(deps, [newEvent()])).rejects.toThrow(UnavailableError);
  expectWhole(store.links);
});

describe('an archive that fails', () => {
  it('blocks the next link and receives the missing one on retry', async () => {
    const { deps, store, archive } = setUp();
    const [first, second] = [[newEvent()], [newEvent()]];
    archive.failing = new UnavailableError('S3 is away');
    await expect(appendEvents(deps, first)).rejects.toThrow(UnavailableError);
    await expect(appendEvents(deps, second)).rejects.toThrow(UnavailableError);
    expect(store.links).toHaveLength(1);
    archive.failing = undefined;
    await appendEvents(deps, first);
    expect([...archive.kept.keys()]).toEqual([1]);
    await appendEvents(deps, second);
    expect([...archive.kept.values()]).toEqual(store.links);
  });
});

describe('the beginning of the chain', () => {
  const beginningOf = ({ links: [first] }: { readonly links: readonly AuditLink[] }) =>
    first && { hash: first.hash, atMs: first.atMs, keptUntilMs: first.keptUntilMs };

  it('is recorded once, also by concurrent first appends', async () => {
    const { deps, store, beginning } = setUp();
    await Promise.all([1, 2, 3].map(() => appendEvents(deps, [newEvent()])));
    expect(await beginning.read()).toEqual(beginningOf(store));
    expect(store.links).toHaveLength(3);
  });

  it('is recorded before link 2, although the append of link 1 was interrupted', async () => {
    const { deps, store, beginning } = setUp();
    beginning.failing = new UnavailableError('Systems Manager is away');
    const [first, second] = [[newEvent()], [newEvent()]];
    await expect(appendEvents(deps, first)).rejects.toThrow(UnavailableError);
    await expect(appendEvents(deps, second)).rejects.toThrow(UnavailableError);
    expect(store.links).toHaveLength(1);
    beginning.failing = undefined;
    await appendEvents(deps, second);
    expect(await beginning.read()).toEqual(beginningOf(store));
    expect(store.links).toHaveLength(2);
  });

  it('of a chain without a record is recorded by the next append', async () => {
    const { deps, store, beginning } = setUp();
    for (let links = 0; links < 3; links += 1) {
      await appendEvents({ ...deps, beginning: createMemoryBeginning() }, [newEvent()]);
    }
    expect(await beginning.read()).toBeUndefined();
    await appendEvents(deps, [newEvent()]);
    expect(await beginning.read()).toEqual(beginningOf(store));
  });

  it('is not replaced by the first link of another chain', async () => {
    const { deps, store, beginning } = setUp();
    await appendEvents(deps, [newEvent()]);
    await appendEvents({ ...deps, archive: undefined, store: createMemoryChain() }, [newEvent()]);
    expect(await beginning.read()).toEqual(beginningOf(store));
  });
});

it('appends a heartbeat link without events that keeps the head within retention', async () => {
  const { deps, store, clock } = setUp();
  await appendHeartbeatLink(deps);
  clock.nowMs += MS_PER_DAY;
  await appendHeartbeatLink(deps);
  expectWhole(store.links);
  expect(store.links.map(({ events }) => events)).toEqual([[], []]);
  expect(store.links.map(({ keptUntilMs }) => keptUntilMs)).toEqual([
    NOON + 430 * MS_PER_DAY,
    NOON + 431 * MS_PER_DAY,
  ]);
});

it('dates and expires no link before an earlier link or an event in it', async () => {
  const { deps, store, clock } = setUp();
  await appendEvents(deps, [newEvent(NOON + 500)]);
  clock.nowMs -= 1000;
  await appendEvents({ ...deps, retentionDays: 10 }, [newEvent(NOON - 5000)]);
  const [one, two] = store.links;
  expect(one?.atMs).toBe(NOON + 500);
  expect(two?.atMs).toBe(NOON + 500);
  expect(two?.keptUntilMs).toBe(one?.keptUntilMs);
});
