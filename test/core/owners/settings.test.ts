import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { viewOwner } from '../../../lambdas/control-api/views.ts';
import { tenantId } from '../../../lib/contracts/http/fields.ts';
import { ownerRoutes } from '../../../lib/contracts/http/owners.ts';
import { acceptInvitation } from '../../../lib/core/owners/accept-invitation.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { OWNER_KINDS, type Owner, ROLES } from '../../../lib/core/owners/owner.ts';
import { reactivateOwner } from '../../../lib/core/owners/reactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { eventOf, ownerOf } from '../../support/entities.ts';
import { quota, rate } from '../../support/limits.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const aName = fc.option(
  fc.oneof(
    fc.string(),
    fc.constantFrom('', ' ', ' Ann ', 'Ann'),
    fc.string({ minLength: 95, maxLength: 105 }),
  ),
);
const anId = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9_.:-]{0,64}$/),
  fc.constantFrom('', 'Ann', 'a b', 'a#b', 'a'.repeat(63), 'a'.repeat(64)),
);
const anEmail = fc.option(
  fc.oneof(
    fc.emailAddress(),
    fc.constantFrom(
      'Ann@Example.com',
      'ann@example',
      ' ann@example.com',
      '\u212aate@example.com',
      'a..b@c.de',
    ),
    fc.constantFrom(`${'a'.repeat(242)}@example.com`, `${'a'.repeat(243)}@example.com`),
  ),
);
const aPlan = fc.constantFrom(null, 'free', 'Not A Plan');
const aLimit = fc.oneof(
  fc.record({ max: fc.integer({ min: 0, max: 3 }), name: fc.constantFrom('a', 'b', 'No name') }).map(quota),
  fc.record({ requests: fc.integer({ min: 1, max: 110 }) }).map(rate),
);
const someLimits = fc.array(aLimit, { maxLength: 5 });
const someAddresses = fc.oneof(
  fc.subarray(['192.0.2.0/24', '198.51.100.7/32', '2001:db8::/32']),
  fc.constantFrom(['192.0.2.1/24'], ['0.0.0.0/0'], ['192.0.2.0/24', '192.0.2.7/32'], ['localhost']),
);
const anyOwner = {
  limits: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, someLimits),
  allowedAddresses: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, someAddresses),
  id: anId,
  name: aName,
  kind: fc.constantFrom(...OWNER_KINDS),
  role: fc.option(fc.constantFrom(...ROLES)),
  plan: aPlan,
  email: anEmail,
};
const anOwner = fc.oneof(
  fc.record(anyOwner),
  fc.record({
    ...anyOwner,
    kind: fc.constant('person'),
    role: fc.constantFrom(...ROLES),
    plan: fc.constant('free'),
  }),
  fc.record({ ...anyOwner, kind: fc.constant('account'), role: fc.constant(null), email: fc.constant(null) }),
);
/** An owner as another version may have stored it. */
const aStoredOwner = fc.record({
  name: fc.option(fc.string({ maxLength: 300 })),
  plan: fc.option(fc.string()),
  email: fc.option(fc.string()),
});
const anIdentity = fc.record({
  issuer: fc.oneof(fc.webUrl(), fc.constantFrom('', 'https://id.example\n', 'x'.repeat(2049))),
  subject: fc.oneof(fc.uuid(), fc.constantFrom('', 'a\nb', 'é', 's'.repeat(255), 's'.repeat(256))),
});

const bodySchema = ownerRoutes.createOwner.body;
const changeSchema = ownerRoutes.updateOwner.body;
let deps: UseCaseDeps;

beforeEach(startOver);

function bodyOf({ id, name, kind, role, plan, email, limits, allowedAddresses }: Omit<Owner, 'tenant'>) {
  const common = { id, name, kind, plan, limits, allowedAddresses };
  return role === null && email === null ? common : { ...common, role, email };
}

async function stored(given: Partial<Owner>): Promise<Owner> {
  const owner = ownerOf('acme', given);
  await deps.store.commit({ kind: 'create-owner', owner }, eventOf('acme'));
  return owner;
}

let ids = 0;
/** An ID that no other owner has. */
function freshId(): string {
  ids += 1;
  return `o${ids}`;
}

async function startOver(): Promise<void> {
  deps = { ...useCaseDeps(createMemoryStore()), plans: { free: {}, 'Not A Plan': {} } };
  await createTenantWithOwners(deps);
}

describe('the bounds of an owner, which are the same in the use case and the API', () => {
  it('accepts the same settings as the API, and stores them in the same form', async () => {
    let created = 0;
    const property = fc.asyncProperty(anOwner, async (input) => {
      await startOver();
      const result = await createOwner(deps, ADA, { ...input, tenant: 'acme' });
      if (result.outcome === 'exists') return;
      const isEmpty = input.name?.trim() === '';
      const parsed = bodySchema.safeParse(
        bodyOf({ ...ownerOf('acme'), ...input, name: isEmpty ? null : input.name }),
      );
      expect(result.outcome).toBe(parsed.success ? 'created' : 'settings-out-of-bounds');
      if (result.outcome !== 'created') return;
      created += 1;
      expect(bodyOf(result.owner)).toEqual(
        bodyOf({ ...ownerOf('acme'), role: null, email: null, ...parsed.data }),
      );
      expect(ownerRoutes.createOwner.response.body.safeParse(viewOwner(result.owner)).success).toBe(true);
    });
    await fc.assert(property, { numRuns: 500 });
    expect(created).toBeGreaterThan(20);
  });

  it('accepts the same updates of an owner as the API', async () => {
    const { limits, allowedAddresses } = anyOwner;
    const aChange = fc.record({ name: aName, plan: aPlan, limits, allowedAddresses });
    const property = fc.asyncProperty(aChange, async (change) => {
      const { id } = await stored({ id: freshId() });
      const result = await updateOwner(deps, ADA, { tenant: 'acme', id }, change);
      const isEmpty = change.name?.trim() === '';
      const parsed = changeSchema.safeParse({ ...change, name: isEmpty ? null : change.name });
      expect(result.outcome).toBe(parsed.success ? 'done' : 'settings-out-of-bounds');
      if ('owner' in result) expect(result.owner).toMatchObject({ ...parsed.data });
      else expect(await deps.store.readOwner('acme', id)).toMatchObject({ version: 1 });
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

it('accepts invitations only by identities within the bounds of OpenID Connect', async () => {
  const property = fc.asyncProperty(anIdentity, async (identity) => {
    const id = freshId();
    const email = `${id}@example.com`;
    await stored({ id, email });
    const before = await deps.store.readOwner('acme', id);
    const result = await acceptInvitation(deps, ADA, 'acme', { identity, verifiedEmail: email });
    const isWithin =
      /^[\x21-\x7e]{1,2048}$/.test(identity.issuer) && /^[\x20-\x7e]{1,255}$/.test(identity.subject);
    expect(result.outcome).toBe(isWithin ? 'accepted' : 'settings-out-of-bounds');
    if (!isWithin) expect(await deps.store.readOwner('acme', id)).toEqual(before);
  });
  await fc.assert(property, { numRuns: 100 });
});

it('deactivates, reactivates, shows and repairs an owner that is stored outside of the bounds', async () => {
  const property = fc.asyncProperty(aStoredOwner, async (settings) => {
    await startOver();
    const owner = await stored({ ...settings, id: freshId() });
    const name = { tenant: 'acme', id: owner.id };
    expect(await deactivateOwner(deps, ADA, name)).toMatchObject({ outcome: 'done' });
    const result = await reactivateOwner(deps, ADA, name);
    if (!('owner' in result)) throw new Error(`expected an owner, got ${result.outcome}`);
    expect(result.owner).toEqual({ ...owner, version: 3 });
    expect(ownerRoutes.reactivateOwner.response.body.safeParse(viewOwner(result.owner)).success).toBe(true);
    expect(await updateOwner(deps, ADA, name, { name: 'Ann', plan: null })).toMatchObject({
      outcome: 'done',
    });
  });
  await fc.assert(property, { numRuns: 100 });
});

it('rejects an owner by its tenant if the tenant ID is invalid', async () => {
  const input = { id: 'ann', name: null, kind: 'application', role: null, plan: null, email: null } as const;
  expect(tenantId.safeParse('ac me').success).toBe(false);
  expect(await createOwner(deps, ADA, { ...input, tenant: 'ac me' })).toEqual({
    outcome: 'settings-out-of-bounds',
    setting: 'tenant',
  });
});
