import { expect, it } from 'vitest';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { reactivateOwner } from '../../../lib/core/owners/reactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const DEV = { tenant: 'acme', id: 'dev' };

const { store, deps } = tenantForEachTest();

it('accepts every key of a reactivated owner again, with its current state', async () => {
  const [kept, disabled, revoked] = [
    await issue(deps, { owner: 'dev' }),
    await issue(deps, { owner: 'dev' }),
    await issue(deps, { owner: 'dev' }),
  ];
  await deactivateOwner(deps, ADA, DEV);
  await disableKey(deps, ADA, { tenant: 'acme', id: disabled.key.id });
  await revokeKey(deps, ADA, { tenant: 'acme', id: revoked.key.id }, 'unspecified');

  expect(await reactivateOwner(deps, ADA, DEV)).toMatchObject({
    outcome: 'done',
    owner: { ...DEV, status: 'active', role: 'developer' },
  });

  const outcomes = await Promise.all([kept, disabled, revoked].map(({ value }) => outcomeOf(deps, value)));
  expect(outcomes).toEqual(['allowed', 'disabled', 'revoked']);
  expect(await issue(deps, { owner: 'dev' })).toMatchObject({ outcome: 'issued' });
  expect(await updateOwner(deps, ADA, DEV, { role: 'auditor' })).toMatchObject({ outcome: 'done' });
  expect(await store.listDeactivatedOwners('acme', { cursor: undefined, limit: 10 })).toMatchObject({
    items: [],
  });
});

it('writes one event with both states, and changes nothing on repetition', async () => {
  await deactivateOwner(deps, ADA, DEV);
  const eventsBefore = store.events.length;
  const results = await Promise.all(Array.from({ length: 16 }, () => reactivateOwner(deps, ADA, DEV)));
  for (const result of results) expect(result).toMatchObject({ owner: { status: 'active', version: 3 } });
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'owner.reactivated',
      subject: { kind: 'owner', id: 'dev' },
      before: { status: 'deactivated' },
      after: { status: 'active' },
    },
  ]);
});

it('does not change an active owner, and reports an unknown one as not found', async () => {
  const before = store.dump();
  expect(await reactivateOwner(deps, ADA, DEV)).toMatchObject({ outcome: 'done', owner: { version: 1 } });
  expect(await reactivateOwner(deps, ADA, { tenant: 'beta', id: 'dev' })).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});
