import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../../lib/core/access/decide.ts';
import { decideOnSession } from '../../../lib/core/access/decide-session.ts';
import { effectiveKeyStatus, effectiveSessionStatus } from '../../../lib/core/access/effective-status.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import { KEY_BINDINGS, type Key } from '../../../lib/core/keys/key.ts';
import { UnexpectedItemError } from '../../../lib/core/store.ts';
import { issuedKey, NOW_MS, owner } from '../../../scripts/samples/issued-key.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { tenantOf } from '../../support/entities.ts';
import { issuedSession } from '../../support/issued-session.ts';

const near = fc.integer({ min: NOW_MS - 2, max: NOW_MS + 2 });
const aState = fc.record({
  status: fc.constantFrom<Key['status']>('active', 'disabled', 'deleted', 'revoked'),
  boundBy: fc.constantFrom(...KEY_BINDINGS),
  expiresAtMs: fc.option(near),
  endSessionsWithKey: fc.boolean(),
});
const anyOwner = fc.constantFrom(undefined, owner(), owner({ status: 'deactivated' }));
const anyHolder = fc.record({ owner: anyOwner, isSuspended: fc.boolean() });
const requirement = { kind: 'any-key' } as const;

/** The outcome of a decision as the status that it amounts to. */
function statusOf(outcome: string): string {
  const names: Record<string, string> = { allowed: 'active', 'session-ended': 'ended' };
  return names[outcome] ?? outcome;
}

it('reports the status of a key that a request with its value has', () => {
  fc.assert(
    fc.property(aState, anyHolder, near, (state, holder, nowMs) => {
      const { key, presented } = issuedKey(state);
      const { outcome } = decide({
        presented,
        key,
        ...holder,
        requirement,
        sourceAddress: null,
        nowMs,
      });
      expect(effectiveKeyStatus(key, holder, nowMs)).toBe(statusOf(outcome));
    }),
  );
});

it('reports the status of a session that a request with its value has', () => {
  fc.assert(
    fc.property(
      aState,
      anyHolder,
      near,
      near,
      fc.option(near),
      (state, holder, nowMs, expiresAtMs, ended) => {
        const { key } = issuedKey(state);
        const { session, presented } = issuedSession(key, { expiresAtMs, endedAtMs: ended });
        const { outcome } = decideOnSession({
          ...{ presented, session, key, ...holder, requirement },
          ...{ sourceAddress: null, nowMs },
        });
        expect(effectiveSessionStatus(session, key, holder, nowMs)).toBe(statusOf(outcome));
      },
    ),
  );
});

it('reads each owner of a page of keys once, and only owners that can change a status', async () => {
  const store = new CountingReader();
  store.owners.set('app', owner({ id: 'app', status: 'deactivated' }));
  const keys = [
    issuedKey({ boundBy: 'owner', owner: 'app' }),
    issuedKey({ boundBy: 'owner', owner: 'app' }),
    issuedKey({ boundBy: 'owner', owner: 'gone' }),
    issuedKey({ boundBy: 'owner', owner: 'other', status: 'disabled' }),
    issuedKey({ boundBy: 'owner', owner: 'other', expiresAtMs: NOW_MS }),
    issuedKey({ boundBy: 'none', owner: 'other' }),
  ].map(({ key }) => key);
  const status = await readKeyStatuses({ store, tenantSuspension: false, clock: () => NOW_MS }, keys);
  expect(keys.map(status)).toEqual([
    'owner-deactivated',
    'owner-deactivated',
    'owner-deactivated',
    'disabled',
    'expired',
    'active',
  ]);
  expect(store.reads).toEqual(['owner acme app', 'owner acme gone']);
});

it('reads each tenant of live keys once, if tenants can be suspended', async () => {
  const store = new CountingReader();
  store.tenants.set('acme', tenantOf({ id: 'acme', status: 'suspended' }));
  store.tenants.set('globex', tenantOf({ id: 'globex' }));
  const keys = [
    issuedKey({ tenant: 'acme' }),
    issuedKey({ tenant: 'acme' }),
    issuedKey({ tenant: 'globex' }),
    issuedKey({ tenant: 'missing' }),
    issuedKey({ tenant: 'other', status: 'disabled' }),
  ].map(({ key }) => key);
  const status = await readKeyStatuses({ store, tenantSuspension: true, clock: () => NOW_MS }, keys);
  expect(keys.map(status)).toEqual([
    ...['tenant-suspended', 'tenant-suspended', 'active', 'tenant-suspended', 'disabled'],
  ]);
  expect(store.reads.filter((read) => read.startsWith('tenant'))).toEqual([
    ...['tenant acme', 'tenant globex', 'tenant missing'],
  ]);
});

it('reports an active key as unknown if this version cannot decode its tenant', async () => {
  const store = new CountingReader();
  const readTenant = () => Promise.reject(new UnexpectedItemError('tenant acme'));
  const keys = [issuedKey(), issuedKey({ status: 'disabled' })].map(({ key }) => key);
  const deps = { store: { readOwner: store.readOwner.bind(store), readTenant }, clock: () => NOW_MS };
  const status = await readKeyStatuses({ ...deps, tenantSuspension: true }, keys);
  expect(keys.map(status)).toEqual(['unknown', 'disabled']);
});
