import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../../lib/core/access/decide.ts';
import { decideOnSession } from '../../../lib/core/access/decide-session.ts';
import { effectiveKeyStatus, effectiveSessionStatus } from '../../../lib/core/access/effective-status.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import { KEY_BINDINGS, type Key } from '../../../lib/core/keys/key.ts';
import { issuedKey, NOW_MS, owner } from '../../../scripts/samples/issued-key.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { issuedSession } from '../../support/issued-session.ts';

const near = fc.integer({ min: NOW_MS - 2, max: NOW_MS + 2 });
const aState = fc.record({
  status: fc.constantFrom<Key['status']>('active', 'disabled', 'deleted', 'revoked'),
  boundBy: fc.constantFrom(...KEY_BINDINGS),
  expiresAtMs: fc.option(near),
  endSessionsWithKey: fc.boolean(),
});
const anyOwner = fc.constantFrom(undefined, owner(), owner({ status: 'deactivated' }));
const requirement = { kind: 'any-key' } as const;

/** The outcome of a decision as the status that it amounts to. */
function statusOf(outcome: string): string {
  const names: Record<string, string> = { allowed: 'active', 'session-ended': 'ended' };
  return names[outcome] ?? outcome;
}

it('reports the status of a key that a request with its value has', () => {
  fc.assert(
    fc.property(aState, anyOwner, near, (state, ownerNow, nowMs) => {
      const { key, presented } = issuedKey(state);
      const { outcome } = decide({
        presented,
        key,
        owner: ownerNow,
        requirement,
        sourceAddress: null,
        nowMs,
      });
      expect(effectiveKeyStatus(key, ownerNow, nowMs)).toBe(statusOf(outcome));
    }),
  );
});

it('reports the status of a session that a request with its value has', () => {
  fc.assert(
    fc.property(
      aState,
      anyOwner,
      near,
      near,
      fc.option(near),
      (state, ownerNow, nowMs, expiresAtMs, ended) => {
        const { key } = issuedKey(state);
        const { session, presented } = issuedSession(key, { expiresAtMs, endedAtMs: ended });
        const { outcome } = decideOnSession({
          ...{ presented, session, key, owner: ownerNow, requirement },
          ...{ sourceAddress: null, nowMs },
        });
        expect(effectiveSessionStatus(session, key, ownerNow, nowMs)).toBe(statusOf(outcome));
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
  const status = await readKeyStatuses({ store, clock: () => NOW_MS }, keys);
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
