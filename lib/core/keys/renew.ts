import type { Caller } from '../audit/event.ts';
import { createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { Replaced } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type IssueBasis, readBasis, versionsOf } from './basis.ts';
import { revokeChildren } from './cascade.ts';
import { inheritedPermissions } from './inherited-permissions.ts';
import { type IssueKeyResult, issueRejection } from './issue.ts';
import { auditableSettings, budgetKeyOf, type Cascade, type Key } from './key.ts';
import { type Expiry, expiryOf, instantOrNever, MS_PER_DAY, maxLifetimeDays } from './lifetime.ts';
import { type IssuedKey, type MintOptions, mintKey } from './mint.ts';
import { COMPROMISED, revoked } from './revocation.ts';
import type { KeyName } from './update-key-with-retry.ts';

export type RenewKeyResult = IssueKeyResult | { readonly outcome: 'not-found' };

export type ReplaceKeyResult =
  | (IssuedKey & {
      /** The state of the keys that were created with the replaced key. */
      readonly cascade: Cascade;
    })
  /** The key is already revoked. `successors` are its replacements and renewals. */
  | { readonly outcome: 'revoked'; readonly successors: readonly string[] }
  | Exclude<RenewKeyResult, { outcome: 'issued' }>;

/**
 * Issues a key with the settings and the lifetime of an existing key (MB-06, MK-08). The existing key does not change
 * and can have any status, including expired and revoked.
 */
export function renewKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  token?: IdempotencyToken,
): Promise<RenewKeyResult> {
  return createOnce<RenewKeyResult>(deps, token, {
    create: () =>
      issueSuccessor<never>(deps, caller, keyName, ({ version }) => ({
        token,
        expected: { predecessor: version },
      })),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

/**
 * Revokes a key as compromised and issues its replacement in one transaction (MB-13, MH-18): exactly one of them exists
 * as an accepted key at any time. Everything is validated before the transaction. After it, the keys that were created
 * with the replaced key are revoked, as `revokeKey` does, and no further ones can be created. A revoked key cannot be
 * replaced, so that a repetition does not issue a second key; use `renewKey` to issue a key with its settings.
 */
export async function replaceKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  token?: IdempotencyToken,
): Promise<ReplaceKeyResult> {
  const result = await createOnce<RenewKeyResult | { readonly outcome: 'revoked' }>(deps, token, {
    create: () =>
      issueSuccessor<'revoked'>(deps, caller, keyName, (key, nowMs) => {
        if (key.status === 'revoked') return 'revoked';
        const next = revoked(key, caller, COMPROMISED, nowMs);
        const by = (successor: string) => replacedBy(deps, caller, { key, next }, successor);
        return { token, expected: {}, replaced: { before: key, by } };
      }),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
  if (result.outcome === 'issued') {
    return { ...result, cascade: await revokeChildren(deps, caller, keyName) };
  }
  if (result.outcome === 'revoked') {
    const { successors } = await deps.store.readDescendants(keyName.id);
    return { outcome: 'revoked', successors };
  }
  if (result.outcome === 'value-unavailable') await revokeChildren(deps, caller, keyName);
  return result;
}

/** One attempt. Key, tenant and owner are read once, and their versions are conditions of the commit. */
async function issueSuccessor<Rejected extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id }: KeyName,
  optionsOf: (key: Key, nowMs: number) => Omit<MintOptions, 'nowMs' | 'tenant' | 'owner'> | Rejected,
): Promise<RenewKeyResult | { readonly outcome: Rejected } | 'version-conflict'> {
  const key = await deps.store.readKey(id);
  if (key?.tenant !== tenant) return { outcome: 'not-found' };
  const nowMs = deps.clock();
  const options = optionsOf(key, nowMs);
  if (typeof options === 'string') return { outcome: options };
  const basis = await readBasis(deps.store, key);
  const rejection = issueRejection(deps, key.environment, basis);
  if (rejection) return { outcome: rejection };
  if (!basis) return { outcome: 'owner-not-found' };

  const expiry = successorExpiry(deps, key, basis, nowMs);
  if ('rejected' in expiry) return { outcome: expiry.rejected };
  const roles = { owner: basis.owner.role, caller: caller.role ?? null };
  const inherited = inheritedPermissions(deps.profile, key, roles);
  if ('rejected' in inherited) {
    const { rejected: outcome } = inherited;
    return outcome === 'exceeds-role' ? { outcome, permissions: key.permissions } : { outcome };
  }
  const { permissions } = inherited;

  const { owner, boundBy, name, environment, metadata, endSessionsWithKey, limits, allowedAddresses } = key;
  const settings = {
    ...{ tenant, owner, boundBy, name, environment, metadata, endSessionsWithKey, permissions },
    ...{ limits, allowedAddresses, budgetKey: budgetKeyOf(key) },
    expiresAtMs: expiry.expiresAtMs,
    lineage: { predecessor: key.id, parent: null },
  };
  const expected = { ...versionsOf(basis), ...options.expected };
  return mintKey(deps, caller, settings, { ...options, nowMs, ...basis, expected });
}

/**
 * The lifetime of the existing key, from the creation of the new key. The caller cannot request a shorter one, so that
 * a stricter limit or the latest timestamp of the API shortens the lifetime instead of rejecting the request.
 */
function successorExpiry(
  { profile: { lifetime } }: UseCaseDeps,
  { createdAtMs, expiresAtMs }: Key,
  { tenant }: IssueBasis,
  nowMs: number,
): Expiry {
  const policy = { profile: lifetime, tenant };
  const requestedExpiryMs =
    expiresAtMs === null
      ? undefined
      : instantOrNever(nowMs + Math.min(expiresAtMs - createdAtMs, maxLifetimeDays(policy) * MS_PER_DAY));
  return expiryOf(policy, requestedExpiryMs, { createdAtMs: nowMs, nowMs });
}

function replacedBy(
  deps: UseCaseDeps,
  caller: Caller,
  { key, next }: { readonly key: Key; readonly next: Key },
  successor: string,
): Replaced {
  const replaced = { ...next, version: key.version + 1 };
  const event = auditEvent(deps, caller, {
    action: 'key.revoked',
    tenant: key.tenant,
    subject: { kind: 'key', id: key.id },
    before: auditableSettings(key),
    after: { ...auditableSettings(replaced), successor },
  });
  return { key: replaced, event };
}
