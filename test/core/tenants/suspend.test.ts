import { expect, it } from 'vitest';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { resumeTenant } from '../../../lib/core/tenants/resume.ts';
import { suspendTenant } from '../../../lib/core/tenants/suspend.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { ADA, issue, NEW_KEY } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const ACME = { id: 'acme' };

const { faults, store, deps } = tenantForEachTest({ tenants: ['acme', 'beta'] });

it('denies all keys of a suspended tenant and no others from the next request on, until it is resumed', async () => {
  const bound = await issue(deps, { owner: 'dev' });
  const unbound = await issue(deps, { owner: 'dev', boundBy: 'none' });
  const other = await issue(deps, { owner: 'dev', tenant: 'beta' });
  const outcomes = () => Promise.all([bound, unbound, other].map(({ value }) => outcomeOf(deps, value)));
  expect(await outcomes()).toEqual(['allowed', 'allowed', 'allowed']);

  expect(await suspendTenant(deps, ADA, ACME)).toMatchObject({ tenant: { ...ACME, status: 'suspended' } });
  expect(await outcomes()).toEqual(['tenant-suspended', 'tenant-suspended', 'allowed']);

  expect(await resumeTenant(deps, ADA, ACME)).toMatchObject({ tenant: { ...ACME, status: 'active' } });
  expect(await outcomes()).toEqual(['allowed', 'allowed', 'allowed']);
});

it('suspends and resumes a tenant in one write each, with one event that has both statuses', async () => {
  const kinds: string[] = [];
  faults.beforeCommit = ({ kind }) => void kinds.push(kind);
  const eventsBefore = store.events.length;
  for (const change of [suspendTenant, suspendTenant, resumeTenant, resumeTenant])
    await change(deps, ADA, ACME);
  expect(kinds).toEqual(['update-tenant', 'update-tenant']);
  const subject = { kind: 'tenant', id: 'acme' };
  expect(store.events.slice(eventsBefore)).toMatchObject([
    { action: 'tenant.suspended', subject, before: { status: 'active' }, after: { status: 'suspended' } },
    { action: 'tenant.resumed', subject, before: { status: 'suspended' }, after: { status: 'active' } },
  ]);
});

it('denies a key that was issued while its tenant was suspended', async () => {
  await suspendTenant(deps, ADA, ACME);
  const result = await issueKey(deps, ADA, { ...NEW_KEY, owner: 'dev' });
  if (result.outcome !== 'issued') return expect.fail(result.outcome);
  expect(await outcomeOf(deps, result.value)).toBe('tenant-suspended');
});

it('rejects the suspension of another version and of an unknown tenant', async () => {
  expect(await suspendTenant(deps, ADA, { ...ACME, ifVersion: 7 })).toMatchObject({
    outcome: 'version-mismatch',
  });
  expect(await resumeTenant(deps, ADA, { id: 'unknown' })).toEqual({ outcome: 'not-found' });
});
