import { beforeEach, describe, expect, it } from 'vitest';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import { FIND_READS, findKeys, type KeyFilter, type KeyOrder } from '../../../lib/core/keys/find.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import type { UsageStore } from '../../../lib/core/usage/usage-store.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

let deps: ReturnType<typeof useCaseDeps>;
let usage: UsageStore;
beforeEach(async () => {
  const store = createMemoryUsageStore();
  usage = store;
  deps = useCaseDeps(createMemoryStore({}, store));
  await createTenantWithOwners(deps);
});

const find = async (filter: KeyFilter, page: { cursor?: string; limit?: number; order?: KeyOrder } = {}) => {
  const { cursor, limit = 10, order } = page;
  const found = await findKeys({ ...deps, usage }, 'acme', { filter, order, cursor, limit });
  if (found === 'invalid-cursor') throw new Error('The cursor is valid');
  return found;
};
const namesOf = async (filter: KeyFilter) => (await find(filter)).items.map(({ key }) => key.name);

describe('a filter', () => {
  beforeEach(async () => {
    await issue(deps, { owner: 'app', name: 'Nightly build' });
    await issue(deps, { owner: 'boss', name: 'Invoices', environment: 'test' });
    const { key } = await issue(deps, { owner: 'boss', name: 'nightly export' });
    await disableKey(deps, ADA, { tenant: 'acme', id: key.id });
  });

  it.each<[KeyFilter, (string | null)[]]>([
    [{}, ['nightly export', 'Invoices', 'Nightly build']],
    [{ owner: 'boss' }, ['nightly export', 'Invoices']],
    [{ status: 'disabled' }, ['nightly export']],
    [{ environment: 'test' }, ['Invoices']],
    [{ search: 'NIGHT' }, ['nightly export', 'Nightly build']],
    [{ search: 'build' }, ['Nightly build']],
    [{ search: 'pst_test_' }, ['Invoices']],
    [{ owner: 'boss', search: 'nightly', status: 'active' }, []],
    [{ owner: 'unknown' }, []],
    [{ permission: 'read' }, ['nightly export', 'Invoices', 'Nightly build']],
    [{ permission: 'admin' }, []],
  ])('%j matches %j', async (filter, names) => {
    expect((await namesOf(filter)).sort()).toEqual([...names].sort());
  });

  it('compares the status that the authorizer decides on', async () => {
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'boss' });
    expect(await namesOf({ status: 'owner-deactivated' })).toEqual(['Invoices']);
    expect(await namesOf({ status: 'active' })).toEqual(['Nightly build']);
  });

  it('finds a key by the beginning of its ID', async () => {
    const { key } = await issue(deps, { owner: 'app', name: 'by ID' });
    expect(await namesOf({ search: key.id.slice(0, 8) })).toEqual(['by ID']);
  });
});

it('returns each matching key exactly once across pages', async () => {
  for (let index = 0; index < 12; index += 1) await issue(deps, { owner: 'app', name: `key ${index % 3}` });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await find({ search: 'key 1' }, { limit: 3, ...(cursor !== undefined && { cursor }) });
    seen.push(...page.items.map(({ key }) => key.id));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(4);
  expect(seen).toHaveLength(4);
});

it('reads a bounded number of pages if no key matches, and continues from there', async () => {
  let reads = 0;
  const listKeys = async () => {
    reads += 1;
    return { items: [], next: 'later' };
  };
  const page = await findKeys({ ...deps, usage, store: { ...deps.store, listKeys } }, 'acme', {
    ...{ filter: { search: 'wanted' }, cursor: undefined, limit: 1 },
  });
  expect(page).toEqual({ items: [], next: 'later' });
  expect(reads).toBe(FIND_READS);
});

it('finds one of many keys on the first page of one key', async () => {
  const wanted = await issue(deps, { owner: 'app', name: 'wanted' });
  for (let index = 0; index < 100; index += 1) await issue(deps, { owner: 'app', name: 'other' });
  const page = await find({ search: 'wanted' }, { limit: 1 });
  expect(page.items.map(({ key }) => key.id)).toEqual([wanted.key.id]);
});

describe('a time span', () => {
  const DAY = 86_400_000;
  let startMs: number;
  beforeEach(async () => {
    startMs = deps.clock();
    for (const [index, lifetimeDays] of [30, null, 10, 20].entries()) {
      const expiresAtMs = lifetimeDays === null ? null : startMs + lifetimeDays * DAY;
      const clock = () => startMs + index * DAY;
      await issue(
        { ...deps, clock },
        { owner: index === 3 ? 'boss' : 'app', name: `key ${index}`, expiresAtMs },
      );
    }
  });
  const at = (days: number) => startMs + days * DAY;
  const allOf = async (filter: KeyFilter, order?: KeyOrder) => {
    const names: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await find(filter, {
        limit: 1,
        ...(order && { order }),
        ...(cursor !== undefined && { cursor }),
      });
      names.push(...page.items.map(({ key }) => key.name));
      cursor = page.next;
    } while (cursor !== undefined);
    return names;
  };

  it.each<[string, () => KeyFilter, KeyOrder, string[]]>([
    ['of the creation', () => ({ created: { fromMs: at(1), toMs: at(3) } }), 'newest', ['key 2', 'key 1']],
    [
      'of the creation, oldest first',
      () => ({ created: { fromMs: at(1) } }),
      'oldest',
      ['key 1', 'key 2', 'key 3'],
    ],
    [
      'of the creation, of an owner',
      () => ({ owner: 'app', created: { toMs: at(2) } }),
      'newest',
      ['key 1', 'key 0'],
    ],
    ['of the expiry', () => ({ expires: { fromMs: at(10), toMs: at(30) } }), 'expiry', ['key 2', 'key 3']],
    ['of the expiry, by creation', () => ({ expires: { toMs: at(21) } }), 'newest', ['key 3', 'key 2']],
    ['of both, by expiry', () => ({ created: { fromMs: at(1) }, expires: {} }), 'expiry', ['key 2', 'key 3']],
    ['of the expiry, of an owner', () => ({ owner: 'boss', expires: {} }), 'expiry', ['key 3']],
  ])('%s matches each key once, in order', async (_, filter, order, names) => {
    expect(await allOf(filter(), order)).toEqual(names);
  });

  it('without an order by expiry is found in a listing of keys without expiry, too', async () => {
    expect(await allOf({}, 'expiry')).toEqual(['key 2', 'key 3', 'key 0']);
    expect(await allOf({}, 'newest')).toHaveLength(4);
  });

  it('is not left by a cursor of another order', async () => {
    const { next } = await find({}, { limit: 1, order: 'oldest' });
    const page = await find({ created: { fromMs: at(2) } }, { order: 'oldest', cursor: next ?? '' });
    expect(page.items.map(({ key }) => key.name)).toEqual(['key 2', 'key 3']);
  });
});

describe('a filter by use', () => {
  const DAY = 86_400_000;
  beforeEach(async () => {
    for (const [name, usedDaysAgo] of Object.entries({ old: 100, recent: 1, never: null })) {
      const { key } = await issue(deps, { owner: 'app', name });
      const known = await usage.readUsage(key.id);
      if (!known) throw new Error('The store records no usage of the key');
      await usage.replaceUsage({
        ...known,
        trackedSinceMs: deps.clock() - 200 * DAY,
        lastUsedAtMs: usedDaysAgo === null ? null : deps.clock() - usedDaysAgo * DAY,
        version: known.version + 1,
      });
    }
  });

  it('finds keys without a use', async () => {
    expect(await namesOf({ neverUsed: true })).toEqual(['never']);
  });

  it('finds keys without a use since a time, and returns the last use of each', async () => {
    const { items } = await find({ unusedSinceMs: deps.clock() - 90 * DAY });
    expect(new Map(items.map(({ key, lastUsedAtMs }) => [key.name, lastUsedAtMs]))).toEqual(
      new Map([
        ['never', null],
        ['old', deps.clock() - 100 * DAY],
      ]),
    );
  });

  it('does not find a key whose use was not recorded for the whole time', async () => {
    await issue(deps, { owner: 'app', name: 'new' });
    expect(await namesOf({ unusedSinceMs: deps.clock() - DAY })).not.toContain('new');
  });
});
