import { expect, it } from 'vitest';
import { accessContextOf } from '../../../lib/core/access/access.ts';
import type { Allowed } from '../../../lib/core/access/decide.ts';
import { issuedKey } from '../../support/issued-key.ts';
import { issuedSession } from '../../support/issued-session.ts';

const { key } = issuedKey({ permissions: ['read', 'write'], metadata: { a: 1 } });
const PLANS = { lite: { minds: 3 } };
const allowed: Allowed = { outcome: 'allowed', key, generation: 1, permissions: ['read'], plan: 'lite' };

it('the protected API is told what the key may now, with the plan and its limits, and nothing secret', () => {
  expect(accessContextOf(allowed, PLANS)).toEqual({
    keyId: key.id,
    tenant: 'acme',
    owner: key.owner,
    permissions: ['read'],
    plan: { name: 'lite', limits: { minds: 3 } },
    metadata: { a: 1 },
    session: null,
  });
  expect(accessContextOf({ ...allowed, plan: null }, PLANS).plan).toBeNull();
});

it('of a session it is told the id and whose it is, and never the digest', () => {
  const { session } = issuedSession(key, { user: 'visitor-7' });
  const access = accessContextOf({ ...allowed, generation: null, session }, PLANS);
  expect(access.session).toEqual({ id: session.id, user: 'visitor-7' });
  expect(JSON.stringify(access)).not.toContain(session.digest);
});
