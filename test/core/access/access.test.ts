import { expect, it } from 'vitest';
import { accessContextOf } from '../../../lib/core/access/access.ts';
import type { Allowed } from '../../../lib/core/access/decide.ts';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';
import { issuedSession } from '../../support/issued-session.ts';

const { key } = issuedKey({ permissions: ['read', 'write'], metadata: { a: 1 } });
const PLANS = { lite: { apiLimits: { minds: 3 } } };
const allowed: Allowed = {
  outcome: 'allowed',
  key,
  generation: 1,
  permissions: ['read'],
  plan: 'lite',
  ownerLimits: [],
};

it('passes current permissions, plan and limits to the protected API, and no secret', () => {
  expect(accessContextOf(allowed, PLANS)).toEqual({
    keyId: key.id,
    tenant: 'acme',
    owner: key.owner,
    permissions: ['read'],
    plan: { name: 'lite', limits: { minds: 3 } },
    metadata: { a: 1 },
    session: null,
    limitHeaders: {},
  });
  expect(accessContextOf({ ...allowed, plan: null }, PLANS).plan).toBeNull();
});

it('passes the ID and user of a session to the protected API, and no digest', () => {
  const { session } = issuedSession(key, { user: 'visitor-7' });
  const access = accessContextOf({ ...allowed, generation: null, session }, PLANS);
  expect(access.session).toEqual({ id: session.id, user: 'visitor-7' });
  expect(JSON.stringify(access)).not.toContain(session.digest);
});
