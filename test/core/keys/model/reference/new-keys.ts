import type { Caller } from '../../../../../lib/core/audit/event.ts';
import type { Role } from '../../../../../lib/core/owners/owner.ts';
import { type AskedExpiry, type CommandOf, creationOf } from '../command.ts';
import { decide } from './decisions.ts';
import { counts, keyLimitRejections } from './key-limit.ts';
import { allows, withinRole } from './permissions.ts';
import {
  type Context,
  done,
  type ModelKey,
  ownerOf,
  record,
  rejected,
  remember,
  repeated,
  type State,
  type Verdict,
} from './state.ts';
import { keyOf, revoke, revokeChildren } from './written-keys.ts';

const DAY_MS = 86_400_000;
/** RFC 3339 has years of four digits. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The limits on the permissions of a key. */
const MOST_PERMISSIONS = 32;
const MOST_CHARACTERS = 1024;

type Expiry = { readonly expiresAtMs: number | null } | { readonly rejected: string };

/** The maximum lifetime of a key of a tenant, in milliseconds. */
function longestMs(state: State, tenant: string, { profile }: Context): number {
  const days = state.tenants.get(tenant)?.maxKeyLifetimeDays ?? Number.POSITIVE_INFINITY;
  return Math.min(days, profile.lifetime.maxDays ?? Number.POSITIVE_INFINITY) * DAY_MS;
}

/** The requested expiry. The maximum lifetime counts from the creation. */
export function expiryOf(
  state: State,
  tenant: string,
  asked: AskedExpiry,
  context: Context,
  createdAtMs: number,
): Expiry {
  const latestMs = createdAtMs + longestMs(state, tenant, context);
  const { nowMs, profile } = context;
  if (asked === 'default') {
    const defaultMs = createdAtMs + (profile.lifetime.defaultDays ?? Number.POSITIVE_INFINITY) * DAY_MS;
    return { expiresAtMs: finite(Math.min(defaultMs, latestMs)) };
  }
  const expiresAtMs = askedMs(asked, context) ?? Number.POSITIVE_INFINITY;
  if (expiresAtMs <= nowMs) return { rejected: 'expiry-not-in-future' };
  if (expiresAtMs > latestMs) return { rejected: 'exceeds-lifetime' };
  return { expiresAtMs: finite(expiresAtMs) };
}

/** The requested instant; null for never. */
export function askedMs(asked: Exclude<AskedExpiry, 'default'>, { nowMs }: Context): number | null {
  if (asked === 'never') return null;
  return nowMs + ('inMs' in asked ? asked.inMs : asked.lastsMs);
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

/** Why requested permissions are rejected. No caller can grant more than its own role. */
export function permissionRejections(
  permissions: readonly string[],
  { profile }: Context,
  roles: readonly (Role | null | undefined)[],
): readonly string[] {
  const { permissions: known } = profile;
  return [
    ...(known && permissions.some((each) => !known.includes(each)) ? ['unknown-permission'] : []),
    ...(roles.every((role) => allows(role, permissions)) ? [] : ['exceeds-role']),
  ];
}

function ownerRejections(
  state: State,
  tenant: string,
  owner: string,
  { profile }: Context,
): readonly string[] {
  const found = ownerOf(state, tenant, owner);
  if (!found) return ['owner-not-found'];
  return [
    ...(found.status === 'active' ? [] : ['owner-deactivated']),
    ...(profile.owners.includes(found.kind) ? [] : ['owner-kind-not-allowed']),
  ];
}

/** Stores a new key, active, with its event. */
function add(
  state: State,
  caller: Caller,
  context: Context,
  settings: Omit<
    ModelKey,
    'id' | 'status' | 'createdAtMs' | 'createdBy' | 'revocation' | 'deletion' | 'version'
  >,
): void {
  const { label: id, nowMs: createdAtMs } = context;
  const key: ModelKey = {
    ...{ ...settings, id, status: 'active', createdAtMs, createdBy: caller.id },
    ...{ revocation: null, deletion: null, version: 1 },
  };
  state.keys.set(id, key);
  record(state, context, caller, 'key.issued', ['key', key.tenant, id], [null, key]);
}

export function issueKey(state: State, command: CommandOf<'issue'>, context: Context): Verdict {
  const { tenant, owner, boundBy, name, metadata, endSessionsWithKey, caller } = command;
  const { limits, allowedAddresses } = command;
  const { profile, label } = context;
  const { token, body } = creationOf(command);
  const before = repeated(state, context, token, body);
  if (before !== undefined) return repetition(before);
  const { environment = profile.defaultEnvironment, permissions = profile.defaultPermissions } = command;
  const { environmentMarkers } = profile.format;
  const expiry = expiryOf(state, tenant, command.expiry, context, context.nowMs);
  const isRejected = 'rejected' in expiry;
  const rejections = [
    ...ownerRejections(state, tenant, owner, context),
    ...(isRejected ? [expiry.rejected] : []),
    ...(environmentMarkers && !(environment in environmentMarkers) ? ['unknown-environment'] : []),
    ...permissionRejections(permissions, context, [ownerOf(state, tenant, owner)?.role, caller.role]),
    ...keyLimitRejections(state, command, context),
  ];
  if (isRejected || rejections.length > 0) return rejected(...rejections);
  add(state, caller, context, {
    ...{ tenant, owner, boundBy, name, environment, permissions, metadata, endSessionsWithKey },
    ...{ ...expiry, lineage: { predecessor: null, parent: null } },
    ...{ limits, allowedAddresses },
  });
  remember(state, context, token, body);
  return done('issued', label);
}

/** A repetition never returns the value. */
function repetition(before: string): Verdict {
  return before === 'reused' ? rejected('idempotency-key-reused') : done('value-unavailable', before);
}

/** Renewing leaves the key as it is (MB-06); replacing revokes it as compromised in the same transaction (MB-13), once. */
export function renewKey(state: State, command: CommandOf<'renew' | 'replace'>, context: Context): Verdict {
  const { token, body } = creationOf(command);
  const before = repeated(state, context, token, body);
  if (before !== undefined) return repetition(before);
  const old = keyOf(state, command);
  if (!old) return rejected('not-found');
  const { kind, caller } = command;
  const { nowMs, label } = context;
  const owner = ownerOf(state, old.tenant, old.owner);
  const permissions = within(old.permissions, [owner?.role, caller.role]);
  const livesMs = (old.expiresAtMs ?? Number.POSITIVE_INFINITY) - old.createdAtMs;
  const lastMs = Math.min(livesMs, longestMs(state, old.tenant, context));
  const rejections = [
    ...(kind === 'replace' && old.revocation ? ['revoked'] : []),
    ...ownerRejections(state, old.tenant, old.owner, context),
    ...(permissions.length > 0 ? [] : ['exceeds-role']),
    ...permissionRejections(permissions, context, []),
    // A replacement takes the place of the key, unless that has ended.
    ...(kind === 'replace' && counts(old, nowMs) ? [] : keyLimitRejections(state, old, context)),
  ];
  if (rejections.length > 0) return rejected(...rejections);
  const { tenant, boundBy, name, environment, metadata, endSessionsWithKey } = old;
  add(state, caller, context, {
    ...{ tenant, owner: old.owner, boundBy, name, environment, permissions, metadata, endSessionsWithKey },
    expiresAtMs: Number.isFinite(lastMs) ? Math.min(nowMs + lastMs, LATEST_MS) : null,
    lineage: { predecessor: old.id, parent: null },
    ...{ limits: old.limits, allowedAddresses: old.allowedAddresses, budgetKey: old.budgetKey ?? old.id },
  });
  if (kind === 'replace') {
    // The event of the replaced key also names the key that takes its place.
    revoke(state, old, caller, context, { reason: 'compromised', endSessions: true }, { successor: label });
    revokeChildren(state, old.id, caller, context);
  }
  remember(state, context, token, body);
  return done('issued', label);
}

/** Permissions within roles; the list itself if the role expands it beyond the bounds of a key (decision 20). */
function within(
  permissions: readonly string[],
  roles: readonly (Role | null | undefined)[],
): readonly string[] {
  const left = roles.reduce(withinRole, permissions);
  const isTooMany = left.length > MOST_PERMISSIONS || left.join('').length > MOST_CHARACTERS;
  return isTooMany ? permissions : left;
}

/** A key that a key holder creates has at most the permissions of the presented key (decision 20). */
export function createChild(state: State, command: CommandOf<'create-child'>, context: Context): Verdict {
  const { key: id, name, caller } = command;
  const { nowMs, label } = context;
  if (decide(state, id, 'keys:manage', nowMs).outcome !== 'allowed') return rejected('denied');
  const { token, body } = creationOf(command);
  const before = repeated(state, context, token, body);
  if (before !== undefined) return repetition(before);
  const parent = state.keys.get(id);
  if (!parent) return rejected('denied');
  const { tenant, owner, boundBy, environment, metadata, endSessionsWithKey } = parent;
  const found = ownerOf(state, tenant, owner);
  // Every new key needs its owner, active; also one that is not bound to it.
  if (found?.status !== 'active') return rejected('denied');
  const rejections = keyLimitRejections(state, parent, context);
  if (rejections.length > 0) return rejected(...rejections);
  const role = boundBy === 'owner' ? found.role : null;
  add(state, caller, context, {
    ...{ tenant, owner, boundBy, name, environment, metadata, endSessionsWithKey },
    permissions: within(parent.permissions, [role]),
    expiresAtMs: finite(
      Math.min(parent.expiresAtMs ?? Number.POSITIVE_INFINITY, nowMs + longestMs(state, tenant, context)),
    ),
    lineage: { predecessor: null, parent: id },
    ...{
      limits: parent.limits,
      allowedAddresses: parent.allowedAddresses,
      budgetKey: parent.budgetKey ?? id,
    },
  });
  remember(state, context, token, body);
  return done('issued', label);
}
