import fc from 'fast-check';
import { expect, it } from 'vitest';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { REVOCATION_REASONS } from '../../../lib/core/keys/key.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { retryOnConflict } from '../../../lib/core/retry-on-conflict.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { createMemoryStore, type Faults } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const CALLERS = 64;

const step = fc.oneof(
  fc.constant('disable' as const),
  fc.constant('enable' as const),
  fc.record({ name: fc.string() }),
  fc.record({ permissions: fc.constantFrom(['read'], ['write'], ['read', 'write']) }),
  fc.record({ reason: fc.constantFrom(...REVOCATION_REASONS) }),
);
type Step = typeof step extends fc.Arbitrary<infer Generated> ? Generated : never;

it('serializes 64 concurrent updates of one key and never reverts a revocation', async () => {
  const steps = fc.array(step, { minLength: CALLERS - 1, maxLength: CALLERS - 1 });
  const property = fc.asyncProperty(
    fc.scheduler(),
    steps,
    fc.nat({ max: CALLERS - 1 }),
    async (scheduler, generated, at) => {
      const faults: Faults = {};
      const store = createMemoryStore(faults);
      const deps = useCaseDeps(store);
      await createTenantWithOwners(deps);
      const { key, value } = await issue(deps);
      const eventsBefore = store.events.length;

      // Each read and each write waits for the scheduler, whose order the property generates.
      faults.beforeRead = () => scheduler.schedule(Promise.resolve());
      faults.beforeCommit = () => scheduler.schedule(Promise.resolve());
      const all = generated.toSpliced(at, 0, { reason: 'compromised' });
      const keyName = { tenant: 'acme', id: key.id };
      const apply = async (each: Step) => {
        if (each === 'disable') return disableKey(deps, ADA, keyName);
        if (each === 'enable') return enableKey(deps, ADA, keyName);
        if ('reason' in each) return revokeKey(deps, ADA, keyName, each.reason);
        return updateKey(deps, ADA, keyName, each);
      };
      const results = await scheduler.waitFor(Promise.all(all.map(apply)));
      faults.beforeRead = undefined;

      for (const [index, { outcome }] of results.entries()) {
        const isRevocation = typeof all[index] === 'object' && 'reason' in all[index];
        expect(isRevocation ? ['done'] : ['done', 'revoked']).toContain(outcome);
      }
      expectOneOrder(store.events.slice(eventsBefore));
      expect(await store.readKey(key.id)).toMatchObject({
        status: 'revoked',
        credentials: [],
        revocation: { reason: 'compromised' },
        version: 1 + store.events.length - eventsBefore,
      });
      expect(await outcomeOf(deps, value)).toBe('revoked');
    },
  );
  await fc.assert(property, { numRuns: 20 });
});

/** Each event begins with the state after the previous one, and no event changes a revoked key to another status. */
function expectOneOrder(events: ReturnType<typeof createMemoryStore>['events']): void {
  for (const [index, { before, after }] of events.entries()) {
    const previous = events[index - 1];
    if (previous) expect(before).toEqual(previous.after);
    if (before?.status === 'revoked') expect(after).toMatchObject({ status: 'revoked' });
  }
}

it('applies all of 64 concurrent updates of the same version', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key } = await issue(deps);
  const names = Array.from({ length: CALLERS }, (_, index) => `n${index}`);
  const keyName = { tenant: 'acme', id: key.id };
  const results = await Promise.all(names.map((name) => updateKey(deps, ADA, keyName, { name })));
  expect(results.filter(({ outcome }) => outcome === 'done')).toHaveLength(CALLERS);
  expect(await store.readKey(key.id)).toMatchObject({ version: 1 + CALLERS });
  expectOneOrder(store.events.slice(-CALLERS));
});

it('does not undo a revocation by an update that started before it', async () => {
  const faults: Faults = {};
  const store = createMemoryStore(faults);
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key, value } = await issue(deps);
  const keyName = { tenant: 'acme', id: key.id };

  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await revokeKey(deps, ADA, keyName, 'compromised');
  };
  expect(await updateKey(deps, ADA, keyName, { name: 'x' })).toEqual({ outcome: 'revoked' });
  expect(await outcomeOf(deps, value)).toBe('revoked');
});

it('fails after a bounded number of version conflicts with a backoff before each retry', async () => {
  const backoffs: number[] = [];
  let rounds = 0;
  const result = await retryOnConflict(
    async (attempt) => {
      backoffs.push(attempt);
    },
    async () => {
      rounds += 1;
      return 'version-conflict';
    },
  );
  expect(result).toEqual({ outcome: 'conflict' });
  expect(rounds).toBeLessThanOrEqual(100);
  expect(backoffs).toEqual(Array.from({ length: rounds }, (_, index) => index + 1));
});
