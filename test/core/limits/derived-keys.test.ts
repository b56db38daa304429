import { expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { createLimiter } from '../../../lib/core/limits/limiter.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { credits, quota } from '../../support/limits.ts';
import { ADA, createChild, issue, storeWithOwners } from '../../support/sample-tenant.ts';

const DERIVATIONS = {
  renewed: (deps: UseCaseDeps, key: Key) => renewKey(deps, ADA, key),
  'created by self-service': (deps: UseCaseDeps, key: Key) => createChild(deps, key),
  replaced: (deps: UseCaseDeps, key: Key) => replaceKey(deps, ADA, key),
};
type Derivation = (typeof DERIVATIONS)[keyof typeof DERIVATIONS];

async function derived(derive: Derivation, deps: UseCaseDeps, key: Key): Promise<Key> {
  const result = await derive(deps, key);
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result.key;
}

it.each(Object.entries(DERIVATIONS))(
  'a key that is %s, and keys derived from it, keep the limits and addresses and share the budget of the first key',
  async (_, derive) => {
    const { deps } = await storeWithOwners();
    const limits = [quota({ max: 4 }), credits({ max: 100 })];
    const allowedAddresses = ['192.0.2.0/24'];
    const { key: first } = await issue(deps, { limits, allowedAddresses });
    const second = await derived(derive, deps, first);
    const third = await derived(derive, deps, second);
    for (const key of [second, third]) expect(key).toMatchObject({ limits, allowedAddresses });

    const limiter = createLimiter({
      random: () => 0.5,
      tenantLimits: [],
      plans: { free: { limits: [{ ...quota({ name: 'of-plan', max: 3 }), scope: 'key' }] } },
      buckets: localBuckets(),
      clock: deps.clock,
      onUnavailable: () => undefined,
    });
    const outcomeOf = async (key: Key, plan: string | null) => {
      const access = { permissions: key.permissions, generation: 1, plan, ownerLimits: [] };
      return (await limiter({ outcome: 'allowed', key, ...access }, () => 1)).outcome;
    };
    expect(await outcomeOf(first, 'free')).toBe('allowed');
    expect(await outcomeOf(second, 'free')).toBe('allowed');
    expect(await outcomeOf(third, 'free')).toBe('allowed');
    // The limit of the plan for each key, then the own limit of the keys.
    expect(await outcomeOf(third, 'free')).toBe('quota-exceeded');
    expect(await outcomeOf(second, null)).toBe('allowed');
    expect(await outcomeOf(third, null)).toBe('quota-exceeded');
  },
);
