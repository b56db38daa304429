import fc from 'fast-check';
import { expect } from 'vitest';
import type { KeyName } from '../../../lib/core/keys/update-key-with-retry.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import type { Faults } from '../../support/memory-store.ts';
import { createChild, issue } from '../../support/sample-tenant.ts';

const CHILDREN = 8;

/**
 * Ends a key while keys are created with it, for generated orders of all reads and writes. Checks that `end` has the
 * expected result, and that no created key is accepted afterwards.
 */
export async function expectChildrenToEnd(
  { deps, faults }: { readonly deps: UseCaseDeps; readonly faults: Faults },
  end: (parent: KeyName) => Promise<object>,
  expected: object,
): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    faults.beforeRead = undefined;
    faults.beforeCommit = undefined;
    const parent = await issue(deps);
    faults.beforeRead = () => scheduler.schedule(Promise.resolve());
    faults.beforeCommit = () => scheduler.schedule(Promise.resolve());
    const ending = end({ tenant: 'acme', id: parent.key.id });
    const creating = Array.from({ length: CHILDREN }, () => createChild(deps, parent.key));
    const [ended, ...created] = await scheduler.waitFor(Promise.all([ending, ...creating]));
    faults.beforeRead = undefined;

    expect(ended).toMatchObject(expected);
    for (const each of created) {
      expect(['issued', 'key-not-active']).toContain(each.outcome);
      if ('value' in each) expect(await outcomeOf(deps, each.value)).toBe('revoked');
    }
  });
  await fc.assert(property, { numRuns: 50 });
}
