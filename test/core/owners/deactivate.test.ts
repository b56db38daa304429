import { expect, it } from 'vitest';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { ADA, issue, NEW_KEY } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const DEV = { tenant: 'acme', id: 'dev' };

const { faults, store, deps } = tenantForEachTest({ tenants: ['acme', 'beta'] });

it('denies every key that is bound to a deactivated owner from the next request on, and no other key', async () => {
  const bound = [await issue(deps, { owner: 'dev' }), await issue(deps, { owner: 'dev' })];
  const others = [
    await issue(deps, { owner: 'dev', boundBy: 'none' }),
    await issue(deps, { owner: 'boss' }),
    await issue(deps, { owner: 'dev', tenant: 'beta' }),
  ];
  const outcomes = () => Promise.all([...bound, ...others].map(({ value }) => outcomeOf(deps, value)));
  expect(await outcomes()).toEqual(['allowed', 'allowed', 'allowed', 'allowed', 'allowed']);

  expect(await deactivateOwner(deps, ADA, DEV)).toMatchObject({
    outcome: 'done',
    owner: { ...DEV, status: 'deactivated', role: 'developer' },
  });
  expect(await outcomes()).toEqual([
    'owner-deactivated',
    'owner-deactivated',
    'allowed',
    'allowed',
    'allowed',
  ]);
});

it('deactivates the owner of 10,000 keys in one write, and denies all of them (MB-07)', async () => {
  const values: string[] = [];
  for (let count = 0; count < 10_000; count += 1) values.push((await issue(deps, { owner: 'dev' })).value);
  const kinds: string[] = [];
  faults.beforeCommit = ({ kind }) => void kinds.push(kind);

  await deactivateOwner(deps, ADA, DEV);

  expect(kinds).toEqual(['update-owner']);
  const outcomes = new Set<string>();
  for (const value of values) outcomes.add(await outcomeOf(deps, value));
  expect(outcomes).toEqual(new Set(['owner-deactivated']));
}, 30_000);

it('denies a key that was updated after the deactivation of its owner', async () => {
  const { key, value } = await issue(deps, { owner: 'dev' });
  await deactivateOwner(deps, ADA, DEV);
  await updateKey(deps, ADA, { tenant: 'acme', id: key.id }, { permissions: ['read'] });
  expect(await outcomeOf(deps, value)).toBe('owner-deactivated');
});

it('issues no key to a deactivated owner, also none that is not bound to it', async () => {
  await deactivateOwner(deps, ADA, DEV);
  for (const boundBy of ['owner', 'none'] as const) {
    const result = await issueKey(deps, ADA, { ...NEW_KEY, owner: 'dev', boundBy });
    expect(result).toEqual({ outcome: 'owner-deactivated' });
  }
});

it('writes one event with both states, and changes nothing on repetition', async () => {
  const eventsBefore = store.events.length;
  const results = await Promise.all(Array.from({ length: 64 }, () => deactivateOwner(deps, ADA, DEV)));
  results.push(await deactivateOwner(deps, ADA, DEV));
  for (const result of results) {
    expect(result).toMatchObject({ outcome: 'done', owner: { status: 'deactivated', version: 2 } });
  }
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'owner.deactivated',
      subject: { kind: 'owner', id: 'dev' },
      caller: ADA,
      before: { status: 'active', version: 1 },
      after: { status: 'deactivated', version: 2 },
    },
  ]);
});

it.each([
  { tenant: 'acme', id: 'nobody' },
  { tenant: 'gamma', id: 'dev' },
])('reports an unknown owner as not found: %o', async (name) => {
  const before = store.dump();
  expect(await deactivateOwner(deps, ADA, name)).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});
