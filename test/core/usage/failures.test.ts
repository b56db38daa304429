import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../lib/core/access/outcomes.ts';
import { countFailures, isAuthenticationFailure } from '../../../lib/core/usage/failures.ts';
import type { CountedDecision, LoggedDecision } from '../../../lib/core/usage/logged-decision.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

function failed(given: Partial<LoggedDecision> = {}): CountedDecision {
  return {
    ...decided({ outcome: 'unknown', key: undefined, tenant: undefined, ...given }),
    via: 'authorizer',
  };
}

const guess = (given: Partial<LoggedDecision> = {}) => failed({ key: 'k1', tenant: 'acme', ...given });

it('does not count outcomes after a matching secret or without a credential as authentication failures', () => {
  const failures = OUTCOMES.filter((outcome) => isAuthenticationFailure({ outcome }));
  expect(failures).toEqual(['malformed', 'unrecognized-credential', 'unknown-tenant', 'unknown', 'revoked']);
});

describe('the failures of an hour', () => {
  it('count wrong secrets for an existing key over all deliveries of the hour', async () => {
    const store = createMemoryUsageStore();
    const count = (batch: string, ...decisions: CountedDecision[]) => countFailures(store, decisions, batch);
    expect((await count('a', guess(), guess(), failed())).ofOneKey).toBe(2);
    expect((await count('b', guess(), guess({ key: 'k2' }))).ofOneKey).toBe(3);
    expect((await count('b', guess(), guess({ key: 'k2' }))).ofOneKey).toBe(3);
    expect((await count('c', guess({ atMs: NOON + 3_600_000 }))).ofOneKey).toBe(1);
    expect((await count('d', failed({ outcome: 'revoked', key: 'k1' }))).ofOneKey).toBe(0);
  });

  it.each([
    ['an address', ['203.0.113.7', '203.0.113.7'], 2],
    ['two addresses', ['203.0.113.7', '203.0.113.8'], 1],
    ['a network of IPv6', ['2001:db8:0:1::7', '2001:DB8::1:1:2:3:4', '2001:db8:0000:0001:9:8:7:6'], 3],
    ['an address with the ports of several connections', ['1.2.3.4:20000', '1.2.3.4:20001', '1.2.3.4'], 3],
    ['a network of IPv6 with ports', ['[2001:db8::1]:443', '[2001:db8::2]:444'], 2],
    ['unknown addresses', ['unknown', 'unknown'], 0],
    ['two networks of IPv6', ['2001:db8:0:1::7', '2001:db8:0:2::7', '::1'], 1],
  ])('come from %s', async (_, addresses, most) => {
    const failures = addresses.map((sourceAddress) => failed({ sourceAddress }));
    const counted = await countFailures(createMemoryUsageStore(), failures, 'a');
    expect(counted.ofOneAddress).toBe(most);
  });

  it('cost a bounded number of writes for any number of keys and addresses, and include the most frequent ones', async () => {
    const store = createMemoryUsageStore();
    const many = Array.from({ length: 500 }, (_, n) =>
      guess({ key: `k${n}`, sourceAddress: `10.0.${n >> 8}.${n & 255}` }),
    );
    const counted = await countFailures(
      store,
      [...many, guess({ key: 'k499', sourceAddress: '10.0.1.243' })],
      'a',
    );
    expect(counted).toEqual({ ofOneKey: 2, ofOneAddress: 2, distributed: 501 });
    expect(store.writes.get('failures')).toBe(32);
  });
});

describe('distributed failures', () => {
  const fromOne = (count: number) =>
    Array.from({ length: count }, () => failed({ sourceAddress: '203.0.113.7' }));
  const fromMany = (sources: number, each: number) =>
    Array.from({ length: sources * each }, (_, n) =>
      failed({ sourceAddress: `10.0.${(n % sources) >> 8}.${(n % sources) & 255}` }),
    );

  it('include the first ten of an hour of a client that retries, over all of its deliveries', async () => {
    const store = createMemoryUsageStore();
    const counts = [];
    for (const batch of ['a', 'b', 'c'])
      counts.push((await countFailures(store, fromOne(7), batch)).distributed);
    expect(counts).toEqual([7, 3, 0]);
  });

  it('include all failures from many sources', async () => {
    expect((await countFailures(createMemoryUsageStore(), fromMany(400, 2), 'a')).distributed).toBe(800);
  });

  it('include all failures from unknown sources', async () => {
    const unknown = Array.from({ length: 30 }, () => failed({ sourceAddress: 'unknown' }));
    expect(
      (await countFailures(createMemoryUsageStore(), [...unknown, ...fromOne(30)], 'a')).distributed,
    ).toBe(40);
  });
});
