import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { aKey, aManagedKey, anOwner, aSession, aTenant } from '../../support/arbitraries.ts';
import { eventOf, NO_MAXIMUM } from '../../support/entities.ts';
import { createTenantWithOwners } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';
import { operations } from './operations.ts';

const reading = operations.filter((operation) => adminRoutes[operation].method === 'GET');
/** The full range of `Date`, from which the sort keys are made. */
const anyNumber = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const overlong = fc.string({ minLength: 64, maxLength: 400, unit: 'grapheme' });

/** Values that input cannot have: text and times beyond every bound. */
const strange = fc.record({
  tenant: aTenant,
  owner: anOwner,
  key: aKey,
  session: aSession,
  managed: aManagedKey,
  text: overlong,
  instant: anyNumber,
});

describe('a stored item outside the bounds of input', () => {
  it.each(reading)('does not break %s', async (operation: AdminOperation) => {
    await fc.assert(
      fc.asyncProperty(strange, async (given) => {
        const api = createAdminApi();
        await createTenantWithOwners(api.deps);
        const tenant = 'acme';
        const odd = { name: given.text };
        const key = {
          ...given.key,
          ...odd,
          ...{ id: 'oddkey', tenant, owner: 'app', permissions: [given.text, given.text] },
          ...{
            expiresAtMs: given.instant,
            metadata: { text: given.text.repeat(20) },
            version: 1,
            lineage: { predecessor: null, parent: null },
          },
        };
        const managed = {
          ...given.managed,
          ...{ keyId: key.id, tenant, readers: [given.text], rotateAtMs: given.instant },
          rotateEveryMs: Number.MAX_SAFE_INTEGER,
        };
        const session = {
          ...given.session,
          id: 'oddsession',
          tenant,
          key: key.id,
          user: given.text,
          version: 1,
        };
        const owner = { ...given.owner, ...odd, tenant, id: 'odd', plan: given.text, version: 1 };
        const commit = api.store.commit.bind(api.store);
        const active = { ...key, status: 'active' as const };
        await commit(
          { kind: 'create-tenant', tenant: { ...given.tenant, ...odd, version: 1 } },
          eventOf('other'),
        );
        await commit({ kind: 'create-owner', owner }, eventOf(tenant));
        await commit({ kind: 'create-key', counting: NO_MAXIMUM, key: active, managed }, eventOf(tenant));
        await commit({ kind: 'create-session', session }, eventOf(tenant));
        await commit({ kind: 'update-key', key: { ...key, version: 2 } }, eventOf(tenant));
        const names = { tenant, owner: 'odd', key: key.id, session: session.id };
        const params = Object.entries(names).filter(([name]) =>
          adminRoutes[operation].path.includes(`{${name}}`),
        );
        await api.done(operation, { params: Object.fromEntries(params) });
      }),
      { numRuns: 8 },
    );
  });
});
