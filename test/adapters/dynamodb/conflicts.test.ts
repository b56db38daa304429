import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConflictBackoff, TRANSACTION_ATTEMPTS } from '../../../lib/adapters/dynamodb/backoff.ts';
import { commit } from '../../../lib/adapters/dynamodb/commit.ts';
import type { Change } from '../../../lib/core/store.ts';
import { conflictingTable } from '../../support/conflicting-table.ts';
import { eventOf, keyOf, NO_MAXIMUM, tenantOf } from '../../support/entities.ts';

/** How long a transaction of a key table lasts on AWS. */
const TRANSACTION_MS = 10;
const FUNCTION_LIMIT_MS = 15_000;
/** What a change reads before it commits, and what the function does around it. */
const REST_MS = 3_000;

// The SDK loads parts of itself with its first request, which no fake timer waits for.
beforeAll(async () => {
  const { id } = tenantOf();
  await commit(
    { ...conflictingTable(1), backoff: async () => {} },
    { kind: 'create-key', counting: NO_MAXIMUM, key: keyOf(id) },
    eventOf(id),
  );
});

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([1, 2, 3, 4, 5])(
  'creates all of 64 concurrent keys of one owner within the time limit: random run %i',
  async (seed) => {
    const startedAtMs = Date.now();
    const table = { ...conflictingTable(TRANSACTION_MS), backoff: createConflictBackoff(randomFrom(seed)) };
    const tenant = tenantOf().id;
    const creating = Array.from({ length: 64 }, async () => {
      const outcome = await commit(
        table,
        { kind: 'create-key', counting: NO_MAXIMUM, key: keyOf(tenant) },
        eventOf(tenant),
      );
      return { outcome, tookMs: Date.now() - startedAtMs };
    });
    const settled = Promise.allSettled(creating);
    await vi.runAllTimersAsync();

    const created = (await settled).map((each) => (each.status === 'fulfilled' ? each.value : undefined));
    expect(created.map((each) => each?.outcome)).toEqual(Array(64).fill('committed'));
    const longestMs = Math.max(...created.map((each) => each?.tookMs ?? 0));
    expect(longestMs).toBeLessThan(FUNCTION_LIMIT_MS - REST_MS);
  },
);

describe('64 concurrent key creations for 64 owners of one tenant', () => {
  it.each([1, 2, 3, 4, 5])('all succeed within a second: random run %i', async (seed) => {
    const startedAtMs = Date.now();
    const table = { ...conflictingTable(TRANSACTION_MS), backoff: createConflictBackoff(randomFrom(seed)) };
    const tenant = tenantOf();
    const creating = Array.from({ length: 64 }, async (_, at) => {
      const key = keyOf(tenant.id, { id: `key${seed}of${at}`, owner: `owner-${at}` });
      const expected = { tenant: 1, owner: 1 };
      const outcome = await commit(
        table,
        { kind: 'create-key', counting: NO_MAXIMUM, key, expected },
        eventOf(tenant.id),
      );
      return { outcome, tookMs: Date.now() - startedAtMs };
    });
    const settled = Promise.all(creating);
    await vi.runAllTimersAsync();

    const created = await settled;
    expect(created.map(({ outcome }) => outcome)).toEqual(Array(64).fill('committed'));
    expect(Math.max(...created.map(({ tookMs }) => tookMs))).toBeLessThan(1_000);
  });

  it('do not starve an update of the tenant', async () => {
    const table = { ...conflictingTable(TRANSACTION_MS), backoff: createConflictBackoff(randomFrom(6)) };
    const tenant = tenantOf();
    const changes: Change[] = Array.from({ length: 64 }, (_, at) => ({
      kind: 'create-key',
      counting: NO_MAXIMUM,
      key: keyOf(tenant.id, { id: `key${at}`, owner: `owner-${at}` }),
      expected: { tenant: 1, owner: 1 },
    }));
    changes.splice(32, 0, { kind: 'update-tenant', tenant: { ...tenant, version: 2 } });
    const settled = Promise.all(changes.map((change) => commit(table, change, eventOf(tenant.id))));
    await vi.runAllTimersAsync();
    expect(await settled).toEqual(Array(65).fill('committed'));
  });
});

it('limits the total backoff of a commit to less than the function timeout', async () => {
  const backoff = createConflictBackoff(() => 1);
  const startedAtMs = Date.now();
  const waiting = (async () => {
    for (let attempt = 1; attempt < TRANSACTION_ATTEMPTS; attempt += 1) await backoff(attempt);
  })();
  await vi.runAllTimersAsync();
  await waiting;
  expect(Date.now() - startedAtMs).toBeLessThanOrEqual(FUNCTION_LIMIT_MS - 2 * REST_MS);
});

/** Numbers in [0, 1), the same for each run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
