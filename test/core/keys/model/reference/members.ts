import type { Owner } from '../../../../../lib/core/owners/owner.ts';
import type { Tenant } from '../../../../../lib/core/tenants/tenant.ts';
import { type CommandOf, creationOf } from '../command.ts';
import {
  type Context,
  done,
  isSame,
  otherVersion,
  ownerOf,
  record,
  rejected,
  remember,
  repeated,
  type State,
  updated,
  type Verdict,
} from './state.ts';

export function createTenant(state: State, command: CommandOf<'create-tenant'>, context: Context): Verdict {
  const { tenant: id, name, maxKeyLifetimeDays } = command;
  const { token, body } = creationOf(command);
  const before = repeated(state, context, token, body);
  if (before === 'reused') return rejected('idempotency-key-reused');
  if (before !== undefined) return done('created');
  if (state.tenants.has(id)) return rejected('exists');
  const tenant: Tenant = {
    ...{ id, name, maxKeyLifetimeDays, maxValueAgeDays: null, rotationFreeze: null },
    ...{ status: 'active', createdAtMs: context.nowMs, version: 1 },
  };
  state.tenants.set(id, tenant);
  remember(state, context, token, body, id);
  record(state, context, command.caller, 'tenant.created', ['tenant', id, id], [null, tenant]);
  return done('created');
}

export function updateTenant(state: State, command: CommandOf<'change-tenant'>, context: Context): Verdict {
  const before = state.tenants.get(command.tenant);
  if (!before) return rejected('not-found');
  const mismatch = otherVersion(before, command);
  if (mismatch.length > 0) return rejected(...mismatch);
  const { name = before.name, maxKeyLifetimeDays = before.maxKeyLifetimeDays } = command;
  const settings = { ...before, name, maxKeyLifetimeDays };
  // An update without changes writes nothing.
  if (isSame(before, settings)) return updated(before);
  const after = { ...settings, version: before.version + 1 };
  state.tenants.set(before.id, after);
  record(state, context, command.caller, 'tenant.updated', ['tenant', before.id, before.id], [before, after]);
  return updated(after);
}

export function switchTenant(
  state: State,
  command: CommandOf<'suspend' | 'resume'>,
  context: Context,
): Verdict {
  const before = state.tenants.get(command.tenant);
  if (!before) return rejected('not-found');
  const mismatch = otherVersion(before, command);
  if (mismatch.length > 0) return rejected(...mismatch);
  const status = command.kind === 'suspend' ? 'suspended' : 'active';
  if (before.status === status) return updated(before);
  const after: Tenant = { ...before, status, version: before.version + 1 };
  state.tenants.set(before.id, after);
  const action = command.kind === 'suspend' ? 'tenant.suspended' : 'tenant.resumed';
  record(state, context, command.caller, action, ['tenant', before.id, before.id], [before, after]);
  return updated(after);
}

export function createOwner(state: State, command: CommandOf<'create-owner'>, context: Context): Verdict {
  const { tenant, owner: id, ownerKind: kind, role, plan, maxKeys = null } = command;
  const email = folded(command.email);
  const { token, body } = creationOf(command);
  const before = repeated(state, context, token, body);
  if (before === 'reused') return rejected('idempotency-key-reused');
  if (before !== undefined) return done('created');
  const isInvited = [...state.owners.values()].some(
    (each) => each.tenant === tenant && email !== null && each.email === email,
  );
  const rejections = [
    ...(state.tenants.has(tenant) ? [] : ['tenant-not-found']),
    ...(ownerOf(state, tenant, id) ? ['exists'] : []),
    ...(isInvited ? ['already-invited'] : []),
    ...(isPlan(context, plan) ? [] : ['unknown-plan']),
  ];
  if (rejections.length > 0) return rejected(...rejections);
  const owner: Owner = {
    ...{ tenant, id, kind, name: null, role, plan, email, identity: null, status: 'active' },
    ...{ maxKeys, limits: [], allowedAddresses: [], createdAtMs: context.nowMs, version: 1 },
  };
  state.owners.set(`${tenant}#${id}`, owner);
  remember(state, context, token, body, id);
  record(state, context, command.caller, 'owner.created', ['owner', tenant, id], [null, owner]);
  return done('created');
}

export function updateOwner(state: State, command: CommandOf<'change-owner'>, context: Context): Verdict {
  const before = ownerOf(state, command.tenant, command.owner);
  const isKnownPlan = command.plan === undefined || isPlan(context, command.plan);
  if (!before) return rejected('not-found', ...(isKnownPlan ? [] : ['unknown-plan']));
  const rejections = [
    ...otherVersion(before, command),
    ...(before.status === 'active' ? [] : ['owner-deactivated']),
    ...(command.role && before.kind !== 'person' ? ['role-not-supported'] : []),
    ...(isKnownPlan ? [] : ['unknown-plan']),
  ];
  if (rejections.length > 0) return rejected(...rejections);
  const { name = before.name, role = before.role, plan = before.plan, maxKeys = before.maxKeys } = command;
  return writeOwner(state, command.caller, context, 'owner.updated', [
    before,
    { ...before, name, role, plan, maxKeys },
  ]);
}

export function switchOwner(
  state: State,
  command: CommandOf<'deactivated' | 'reactivate'>,
  context: Context,
): Verdict {
  const { kind, tenant, owner, caller } = command;
  const before = ownerOf(state, tenant, owner);
  if (!before) return rejected('not-found');
  const mismatch = otherVersion(before, command);
  if (mismatch.length > 0) return rejected(...mismatch);
  const [status, action] =
    kind === 'deactivated'
      ? (['deactivated', 'owner.deactivated'] as const)
      : (['active', 'owner.reactivated'] as const);
  return writeOwner(state, caller, context, action, [before, { ...before, status }]);
}

export function writeOwner(
  state: State,
  caller: CommandOf<'deactivated'>['caller'],
  context: Context,
  action: 'owner.updated' | 'owner.deactivated' | 'owner.reactivated' | 'owner.identity-bound',
  [before, settings]: readonly [Owner, Owner],
): Verdict {
  if (isSame(before, settings)) return updated(before);
  const after = { ...settings, version: before.version + 1 };
  state.owners.set(`${before.tenant}#${before.id}`, after);
  record(state, context, caller, action, ['owner', before.tenant, before.id], [before, after]);
  return updated(after);
}

/** An address in lower case. Only ASCII letters have a case: U+212A is not `k`. */
export function folded(address: string | null): string | null {
  return address?.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) ?? null;
}

function isPlan({ profile }: Context, plan: string | null): boolean {
  return plan === null || Object.keys(profile.plans).includes(plan);
}
