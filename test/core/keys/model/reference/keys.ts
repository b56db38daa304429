import type { Caller } from '../../../../../lib/core/audit/event.ts';
import type { CommandOf } from '../command.ts';
import { decide } from './decisions.ts';
import { counts, keyLimitRejections } from './key-limit.ts';
import { askedMs, expiryOf, permissionRejections } from './new-keys.ts';
import {
  type Context,
  isSame,
  type ModelKey,
  otherVersion,
  ownerOf,
  rejected,
  type State,
  updated,
  type Verdict,
} from './state.ts';
import { keyOf, revoke, revokeChildren, writeKey } from './written-keys.ts';

const DAY_MS = 86_400_000;
const RESTORABLE_MS = 30 * DAY_MS;
export function updateKey(state: State, command: CommandOf<'change-key'>, context: Context): Verdict {
  const key = keyOf(state, command);
  if (!key) return rejected('not-found');
  const mismatch = otherVersion(key, command);
  if (key.status === 'revoked' || key.status === 'deleted') return rejected(key.status, ...mismatch);
  // Unchanged settings are not checked again.
  const expiry =
    command.expiry === 'default' || askedMs(command.expiry, context) === key.expiresAtMs
      ? { expiresAtMs: key.expiresAtMs }
      : expiryOf(state, key.tenant, command.expiry, context, key.createdAtMs);
  const { permissions: asked = key.permissions, caller } = command;
  // Permissions are a set: their order has no meaning.
  const permissions = isSame([...asked].sort(), [...key.permissions].sort()) ? key.permissions : asked;
  const isLonger = 'rejected' in expiry;
  const isRevived = !counts(key, context.nowMs) && !isLonger && expiry.expiresAtMs !== key.expiresAtMs;
  const rejections = [
    ...mismatch,
    ...(isLonger ? [expiry.rejected] : []),
    ...(isSame(permissions, key.permissions)
      ? []
      : permissionRejections(permissions, context, [
          ownerOf(state, key.tenant, key.owner)?.role,
          caller.role,
        ])),
    ...(isRevived ? keyLimitRejections(state, key, context) : []),
  ];
  if (isLonger || rejections.length > 0) return rejected(...rejections);
  const { name = key.name, metadata = key.metadata, endSessionsWithKey = key.endSessionsWithKey } = command;
  const { limits = key.limits, allowedAddresses: addresses = key.allowedAddresses } = command;
  // Address ranges are a set, too.
  const allowedAddresses = isSame([...addresses].sort(), [...key.allowedAddresses].sort())
    ? key.allowedAddresses
    : addresses;
  const restrictions = { limits, allowedAddresses };
  const next = { ...key, name, permissions, metadata, endSessionsWithKey, ...restrictions, ...expiry };
  return writeKey(state, caller, context, 'key.updated', [key, next]);
}

export function moveKey(
  state: State,
  command: CommandOf<'disable' | 'enable' | 'delete'>,
  context: Context,
): Verdict {
  const key = keyOf(state, command);
  if (!key) return rejected('not-found');
  const { kind, caller } = command;
  const isEnded = key.status === 'revoked' || (kind !== 'delete' && key.status === 'deleted');
  // A success of `enable` means that the key is accepted again (decision 102).
  const isOwnerDeactivated =
    key.boundBy === 'owner' && ownerOf(state, key.tenant, key.owner)?.status !== 'active';
  const rejections = [
    ...otherVersion(key, command),
    ...(isEnded ? [key.status] : []),
    ...(kind === 'enable' && isOwnerDeactivated ? ['owner-deactivated'] : []),
  ];
  if (rejections.length > 0) return rejected(...rejections);
  if (kind === 'delete') return deleteKey(state, key, caller, context);
  return kind === 'disable'
    ? writeKey(state, caller, context, 'key.disabled', [key, { ...key, status: 'disabled' }])
    : writeKey(state, caller, context, 'key.enabled', [key, { ...key, status: 'active' }]);
}

function deleteKey(state: State, key: ModelKey, caller: Caller, context: Context): Verdict {
  if (key.status === 'revoked') return rejected('revoked');
  if (key.status === 'deleted') return updated(key);
  const deletion = { atMs: context.nowMs, by: caller.id, statusBefore: key.status };
  return writeKey(state, caller, context, 'key.deleted', [key, { ...key, status: 'deleted', deletion }]);
}

/** A key holder ends a key of the same owner. A revoked key is not found. */
export function deleteOwn(state: State, command: CommandOf<'delete-own'>, context: Context): Verdict {
  const decision = decide(state, command.key, 'keys:manage', context.nowMs);
  // A key that ends between the decision and its own deletion is not found.
  if (decision.outcome !== 'allowed') return rejected('denied', ...(context.isAlone ? [] : ['not-found']));
  const mine = state.keys.get(command.key);
  const key = state.keys.get(command.other);
  const isMine = key?.tenant === mine?.tenant && key?.owner === mine?.owner;
  if (!key || !isMine || key.status === 'revoked' || key.status === 'deleted') return rejected('not-found');
  return deleteKey(state, key, command.caller, context);
}

export function restoreKey(state: State, command: CommandOf<'restore'>, context: Context): Verdict {
  const key = keyOf(state, command);
  if (!key) return rejected('not-found');
  const mismatch = otherVersion(key, command);
  if (key.status === 'revoked') return rejected('revoked', ...mismatch);
  const { deletion } = key;
  if (!deletion) return mismatch.length > 0 ? rejected(...mismatch) : updated(key);
  const rejections = [
    ...mismatch,
    ...(context.nowMs >= deletion.atMs + RESTORABLE_MS ? ['restore-period-expired'] : []),
    ...(ownerOf(state, key.tenant, key.owner)?.status === 'active' ? [] : ['owner-deactivated']),
  ];
  const next = { ...key, status: deletion.statusBefore, deletion: null };
  if (counts(next, context.nowMs)) rejections.push(...keyLimitRejections(state, key, context));
  if (rejections.length > 0) return rejected(...rejections);
  return writeKey(state, command.caller, context, 'key.restored', [key, next]);
}

export function revokeKey(state: State, command: CommandOf<'revoke'>, context: Context): Verdict {
  const key = keyOf(state, command);
  if (!key) return rejected('not-found');
  const mismatch = otherVersion(key, command);
  if (mismatch.length > 0) return rejected(...mismatch);
  const { reason, endSessions, caller } = command;
  const verdict = revoke(state, key, caller, context, { reason, endSessions });
  if (reason === 'compromised') revokeChildren(state, key.id, caller, context);
  return verdict;
}
