import type { Caller } from '../audit/event.ts';
import { createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { Replaced } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type IssueBasis, readBasis, versionsOf } from './basis.ts';
import { revokeChildren } from './cascade.ts';
import { inheritedPermissions } from './inherited-permissions.ts';
import { type IssueKeyResult, issueRejection } from './issue.ts';
import { auditableSettings, type Cascade, type Key } from './key.ts';
import { type Expiry, expiryOf, instantOrNever, MS_PER_DAY, maxLifetimeDays } from './lifetime.ts';
import { type MintOptions, mintKey } from './mint.ts';
import { COMPROMISED, revoked } from './revocation.ts';
import type { KeyName } from './update-with-retry.ts';

export type RenewKeyResult = IssueKeyResult | { readonly outcome: 'not-found' };

export type ReplaceKeyResult =
  | (Extract<RenewKeyResult, { outcome: 'issued' }> & {
      /** What became of the keys that were created with the replaced one. */
      readonly cascade: Cascade;
    })
  /** Nothing is left to replace. `successors` are the keys that were issued in its place or renewed from it. */
  | { readonly outcome: 'revoked'; readonly successors: readonly string[] }
  | Exclude<RenewKeyResult, { outcome: 'issued' }>;

/**
 * Issues a key with another one's settings and as long a life from now on (MB-06, MK-08). The other one stays
 * exactly as it is, whatever that is: also an expired or a revoked key can be renewed.
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
 * Revokes a key as compromised and issues another one in its place, in one transaction (MB-13, MH-18): at no
 * instant are both accepted, and at none is neither there. Everything is validated before that transaction; after it
 * no key can be created with the replaced one, and those that were are revoked, as `revokeKey` does. A revoked key is not
 * replaced, so that a repetition issues no second key: `renewKey` issues one with its settings.
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
        const replaced = (successor: string) => replacedBy(deps, caller, { key, next }, successor);
        return { token, expected: {}, replaced };
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

/** One attempt. Key, tenant and owner are read once, and all that was read is a condition of the commit. */
async function issueSuccessor<Refused extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id }: KeyName,
  optionsOf: (key: Key, nowMs: number) => Omit<MintOptions, 'nowMs'> | Refused,
): Promise<RenewKeyResult | { readonly outcome: Refused } | 'stale'> {
  const key = await deps.store.readKey(id);
  if (key?.tenant !== tenant) return { outcome: 'not-found' };
  const nowMs = deps.clock();
  const options = optionsOf(key, nowMs);
  if (typeof options === 'string') return { outcome: options };
  const basis = await readBasis(deps.store, key);
  const refused = issueRejection(deps, key.environment, basis);
  if (refused) return { outcome: refused };
  if (!basis) return { outcome: 'owner-not-found' };

  const expiry = successorExpiry(deps, key, basis, nowMs);
  if ('refused' in expiry) return { outcome: expiry.refused };
  const roles = { owner: basis.owner.role, caller: caller.role ?? null };
  const inherited = inheritedPermissions(deps.profile, key, roles);
  if ('refused' in inherited) {
    const { refused: outcome } = inherited;
    return outcome === 'exceeds-role' ? { outcome, permissions: key.permissions } : { outcome };
  }
  const { permissions } = inherited;

  const { owner, boundBy, name, environment, metadata, endSessionsWithKey } = key;
  const settings = {
    ...{ tenant, owner, boundBy, name, environment, metadata, endSessionsWithKey, permissions },
    expiresAtMs: expiry.expiresAtMs,
    lineage: { predecessor: key.id, parent: null },
  };
  const expected = { ...versionsOf(basis), ...options.expected };
  return mintKey(deps, caller, settings, { ...options, nowMs, expected });
}

/**
 * As long a life as the other key had, from the new key's creation. Nobody could ask for less here, so a limit that
 * became shorter since shortens it, and so does the last instant that the API can express.
 */
function successorExpiry(
  { profile: { lifetime } }: UseCaseDeps,
  { createdAtMs, expiresAtMs }: Key,
  { tenant }: IssueBasis,
  nowMs: number,
): Expiry {
  const policy = { profile: lifetime, tenant };
  const asked =
    expiresAtMs === null
      ? undefined
      : instantOrNever(nowMs + Math.min(expiresAtMs - createdAtMs, maxLifetimeDays(policy) * MS_PER_DAY));
  return expiryOf(policy, asked, { createdAtMs: nowMs, nowMs });
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
