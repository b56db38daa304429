import { effectiveKeyStatus, effectiveSessionStatus } from '../../../../lib/core/access/effective-status.ts';
import { listOwnKeys } from '../../../../lib/core/keys/self-service.ts';
import { countLiveSessions } from '../../../../lib/core/sessions/count-live.ts';
import { compareTrail } from './compare-trail.ts';
import { comparison, expectSame, expectSorted, walk } from './comparison.ts';
import { PERMISSIONS, TENANTS } from './plan.ts';
import { decide, liveSessions, type ModelDecision } from './reference/decisions.ts';
import { counts } from './reference/key-limit.ts';
import { decided, presentedValue } from './subject.ts';
import type { World } from './world.ts';

/** Each issued value has the decision of the model. The required permission changes with the step. */
export async function compareDecisions(world: World, step: number): Promise<void> {
  const { deps, model, values, clock } = world;
  let at = step;
  for (const label of values.keys()) {
    at += 1;
    const needed = PERMISSIONS[at % PERMISSIONS.length] ?? 'read';
    const { outcome, ...found } = await decided(deps, presentedValue(deps, world, label), needed);
    const allowed =
      'permissions' in found && 'plan' in found
        ? { permissions: [...found.permissions].sort(), plan: found.plan }
        : {};
    const expected = decide(model, label, needed, clock.nowMs);
    const sortedExpectation = expected.permissions
      ? { ...expected, permissions: [...expected.permissions].sort() }
      : expected;
    expectSame(`${needed} with ${label}`, sortedExpectation, { outcome, ...allowed });
  }
  await expectUnknown(world, [...values.keys()].at(step % Math.max(1, values.size)));
}

/** A value with another secret is unknown; only a tombstone is distinguished, by its ID (decision 3). */
async function expectUnknown(world: World, label: string | undefined): Promise<void> {
  const { deps, model, names } = world;
  const key = label === undefined ? undefined : model.keys.get(label);
  if (!key || label === undefined) return;
  const { environment } = key;
  const value = deps.codecs.key.compose({ environment, keyId: names.idOf(label), secret: 'A'.repeat(24) });
  const { outcome } = await decided(deps, value, 'read');
  expectSame(`another secret of ${label}`, key.status === 'revoked' ? 'revoked' : 'unknown', outcome);
}

/** Every listing, of every tenant, owner and key. */
export async function compareListings(world: World): Promise<void> {
  const { deps, model, names } = world;
  const { store } = deps;
  const [keys, owners] = [[...model.keys.values()], [...model.owners.values()]];
  const compare = comparison(names);

  compare('tenants', [...model.tenants.values()], await walk((page) => store.listTenants(page)));
  for (const tenant of TENANTS) {
    const theirs = keys.filter((key) => key.tenant === tenant);
    const listed = await walk((page) => store.listKeys(tenant, page));
    expectSorted(
      `keys of ${tenant}`,
      listed.map(({ createdAtMs }) => -createdAtMs),
    );
    compare(`keys of ${tenant}`, theirs, listed);
    const ownersOf = owners.filter((owner) => owner.tenant === tenant);
    compare(`owners of ${tenant}`, ownersOf, await walk((page) => store.listOwners(tenant, page)));
    compare(
      `deactivated owners of ${tenant}`,
      ownersOf.filter(({ status }) => status === 'deactivated'),
      await walk((page) => store.listDeactivatedOwners(tenant, page)),
    );
    await compareTrail(world, tenant);
  }
  for (const { tenant, id } of owners) {
    const theirs = keys.filter((key) => key.tenant === tenant && key.owner === id);
    compare(`keys of ${id} in ${tenant}`, theirs, await walk((page) => store.listKeysOf(tenant, id, page)));
    const counted = await store.readCountedKeys({ tenant, id });
    const uncounted = theirs.filter((key) => !counted.includes(names.idOf(key.id)));
    expectSame(
      `accepted keys of ${id} in ${tenant} that are not counted`,
      [],
      uncounted.filter((key) => counts(key, world.clock.nowMs)).map(({ id: label }) => label),
    );
    const usable = theirs.filter(({ status }) => status === 'active' || status === 'disabled');
    compare(`own keys of ${id} in ${tenant}`, usable, await listOwnKeys(store, { tenant, owner: id }));
  }
  await compareSessions(world, compare);
}

async function compareSessions(
  { deps, model, names, state, clock }: World,
  compare: ReturnType<typeof comparison>,
): Promise<void> {
  for (const key of model.keys.values()) {
    const stored = state.keys.get(names.idOf(key.id));
    if (!stored) throw new Error(`${key.id} is not stored`);
    const made = [...model.sessions.values()].filter((session) => session.key === key.id);
    compare(`sessions of ${key.id}`, made, await walk((page) => deps.store.listSessions(stored, page)));
    const { count } = (await countLiveSessions(deps, stored)) ?? { count: 0 };
    expectSame(`live sessions of ${key.id}`, liveSessions(model, key, clock.nowMs).length, count);
    const { nowMs } = clock;
    const holder = {
      owner: await deps.store.readOwner(key.tenant, key.owner),
      isSuspended: model.tenants.get(key.tenant)?.status === 'suspended',
    };
    const shown = effectiveKeyStatus(stored, holder, nowMs);
    expectSame(`status of ${key.id}`, statusOf(decide(model, key.id, 'read', nowMs)), shown);
    for (const each of made) {
      const session = state.sessions.get(names.idOf(each.id));
      if (!session) throw new Error(`${each.id} is not stored`);
      const status = effectiveSessionStatus(session, stored, holder, nowMs);
      expectSame(`status of ${each.id}`, statusOf(decide(model, each.id, 'read', nowMs)), status);
    }
    const { children, successors } = await deps.store.readDescendants(stored.id);
    const those = [...model.keys.values()].filter(
      ({ lineage }) => lineage.parent === key.id || lineage.predecessor === key.id,
    );
    const listed = [...children, ...successors].map((id) => names.labelOf(id) ?? id);
    expectSame(`descendants of ${key.id}`, those.map(({ id }) => id).sort(), listed.sort());
    const holds = key.status === 'revoked' ? 0 : 1;
    expectSame(`credentials of ${key.id}`, holds, stored.credentials.length);
  }
}

/** Lists and details agree with the decision, for any required permission. */
function statusOf({ outcome }: ModelDecision): string {
  if (outcome === 'session-ended') return 'ended';
  return outcome === 'allowed' || outcome === 'insufficient-permission' ? 'active' : outcome;
}
