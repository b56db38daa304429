import { boundedByRole } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import { createOnce } from '../idempotency/create-once.ts';
import type { CreationToken } from '../idempotency/record.ts';
import { knownPermissions } from '../profiles/vocabulary.ts';
import { type Replaced, UnavailableError } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type IssueKeyInput, type IssueKeyResult, issueOnce } from './issue.ts';
import { auditableSettings, type Key } from './key.ts';
import { longestDays, MS_PER_DAY } from './lifetime.ts';
import { endChildren, revoked } from './revoke.ts';
import type { KeyName } from './transition.ts';

export type RenewKeyResult = IssueKeyResult | { readonly outcome: 'not-found' };

/**
 * Issues a key with another one's settings and as long a life from now on (MB-06, MK-08). The other one stays
 * exactly as it is, whatever that is: also an expired or a revoked key can be renewed.
 */
export function renewKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  token?: CreationToken,
): Promise<RenewKeyResult> {
  return createOnce<RenewKeyResult>(deps, token, {
    create: async () => {
      const key = await findKey(deps, keyName);
      if (!key) return { outcome: 'not-found' };
      return issueOnce(deps, caller, await settingsOf(deps, caller, key), { token });
    },
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

/**
 * Revokes a key as compromised and issues another one in its place, in one transaction (MB-13, MH-18): at no
 * instant are both accepted, and at none is neither there. Ends what was made with it, as `revokeKey` does, before
 * and, for what was made meanwhile, after.
 */
export async function replaceKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  token?: CreationToken,
): Promise<RenewKeyResult> {
  const result = await createOnce<RenewKeyResult>(deps, token, {
    create: async () => {
      const key = await findKey(deps, keyName);
      if (!key) return { outcome: 'not-found' };
      // Before the value is drawn: where this fails, nothing is lost yet, and the call can be repeated.
      if (!(await endChildren(deps, caller, keyName))) return { outcome: 'contended' };
      const replaced = (successor: string) => replacedBy(deps, caller, key, successor);
      return issueOnce(deps, caller, await settingsOf(deps, caller, key), { token, replaced });
    },
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
  const isDone = result.outcome === 'issued' || result.outcome === 'value-unavailable';
  // The value must be told now or never: what can't be ended at once is ended when the old key is revoked again.
  if (isDone) await endChildren(deps, caller, keyName).catch(unlessUnavailable);
  return result;
}

function unlessUnavailable(cause: unknown): void {
  if (!(cause instanceof UnavailableError)) throw cause;
}

async function findKey({ store }: UseCaseDeps, { tenant, id }: KeyName): Promise<Key | undefined> {
  const key = await store.readKey(id);
  return key?.tenant === tenant ? key : undefined;
}

/**
 * The settings as they still can be had, since nobody could ask for less here: a limit that became shorter since
 * shortens the new key's life, a role that became smaller takes what the old key could not use any more either.
 */
async function settingsOf(deps: UseCaseDeps, caller: Caller, key: Key): Promise<IssueKeyInput> {
  const { store, profile } = deps;
  const { boundBy, name, environment, metadata, endSessionsWithKey } = key;
  const [tenant = { maxKeyLifetimeDays: null }, owner] = await Promise.all([
    store.readTenant(key.tenant),
    store.readOwner(key.tenant, key.owner),
  ]);
  const ofOwner = boundedByRole(key.permissions, owner?.role ?? null);
  const left = knownPermissions(boundedByRole(ofOwner, caller.role ?? null), profile);
  const longestMs = longestDays({ profile: profile.lifetime, tenant }) * MS_PER_DAY;
  // A duration, which counts from the new key's creation: an instant computed here would come out milliseconds short.
  const lifetimeMs =
    key.expiresAtMs === null ? undefined : Math.min(key.expiresAtMs - key.createdAtMs, longestMs);
  return {
    ...{ tenant: key.tenant, owner: key.owner, boundBy, name, environment, metadata, endSessionsWithKey },
    permissions: left.length > 0 ? left : key.permissions,
    lifetimeMs,
    lineage: { predecessor: key.id, parent: null },
  };
}

function replacedBy(deps: UseCaseDeps, caller: Caller, key: Key, successor: string): Replaced {
  const next = { ...revoked(key, caller, 'compromised', deps.clock()), version: key.version + 1 };
  const event = auditEvent(deps, caller, {
    action: 'key.revoked',
    tenant: key.tenant,
    subject: { kind: 'key', id: key.id },
    before: auditableSettings(key),
    after: { ...auditableSettings(next), successor },
  });
  return { key: next, event };
}
