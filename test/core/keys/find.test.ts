import { beforeEach, describe, expect, it } from 'vitest';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import { FIND_READS, findKeys, type KeyFilter } from '../../../lib/core/keys/find.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

let deps: UseCaseDeps;
beforeEach(async () => {
  deps = useCaseDeps(createMemoryStore({}));
  await createTenantWithOwners(deps);
});

const find = async (filter: KeyFilter, page: { cursor?: string; limit?: number } = {}) => {
  const found = await findKeys(deps, 'acme', filter, { cursor: page.cursor, limit: page.limit ?? 10 });
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
  for (let index = 0; index <= FIND_READS; index += 1) await issue(deps, { owner: 'app', name: 'other' });
  const page = await find({ search: 'wanted' }, { limit: 1 });
  expect(page.items).toEqual([]);
  expect(page.next).toEqual(expect.any(String));
  const rest = await find({ search: 'wanted' }, { limit: 1, cursor: page.next ?? '' });
  expect(rest).toEqual({ items: [], next: undefined });
});
