import { type Caller, shortCallerId } from '../audit/event.ts';
import { commitCreation, withUnusedId } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { Owner } from '../owners/owner.ts';
import { auditableManagedKey, type ManagedKey } from '../rotation/managed-key.ts';
import type { ExpectedVersions, Replaced } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { DIGEST_VERSION, digestSecret } from './digest.ts';
import { auditableSettings, type Key, type KeySettings } from './key.ts';
import { counts, findRoom, maxKeysOf } from './key-count.ts';
import {
  normalizeSettings,
  type SettingsOutOfBounds,
  settingsOutOfBounds,
  storedSizeOutOfBounds,
} from './settings.ts';

/** The settings of a new key, before its value is generated. */
export type NewKey = Pick<
  KeySettings,
  | 'tenant'
  | 'owner'
  | 'boundBy'
  | 'name'
  | 'environment'
  | 'permissions'
  | 'expiresAtMs'
  | 'metadata'
  | 'lineage'
  | 'endSessionsWithKey'
  | 'limits'
  | 'allowedAddresses'
  | 'budgetKey'
>;

export interface IssuedKey {
  readonly outcome: 'issued';
  readonly key: Key;
  /** It is not stored and cannot be read again. */
  readonly value: string;
  /** The tenant as of the commit. While it is suspended, the key is denied. */
  readonly tenant: Tenant;
}

export type MintResult =
  | IssuedKey
  | { readonly outcome: 'owner-not-found' | 'owner-deactivated' | 'key-not-active' | 'key-limit-reached' }
  | SettingsOutOfBounds
  | 'version-conflict';

export interface MintOptions {
  readonly token?: IdempotencyToken | undefined;
  readonly nowMs: number;
  readonly tenant: Tenant;
  /** Its maximum number of keys applies. */
  readonly owner: Owner;
  /** The versions of the records that the settings depend on. */
  readonly expected: ExpectedVersions;
  /** The replaced key before it, and a function that returns its next version, which is written in the same transaction. */
  readonly replaced?: { readonly before: Key; readonly by: (successor: string) => Replaced } | undefined;
  /** Generates the ID, a different one at each attempt. Default: at random. */
  readonly generateId?: ((attempt: number) => string) | undefined;
  /** Stores the value for its consumers before the key exists, and returns the rotation state of the key. */
  readonly storeValue?: ((key: Key, value: string) => Promise<ManagedKey>) | undefined;
}

/**
 * Generates a value for a key and stores the key. A taken ID is generated again. Every new key is created here, so that
 * its settings are normalized and checked here before anything is written.
 */
export async function mintKey(
  deps: UseCaseDeps,
  caller: Caller,
  newKey: NewKey,
  { token, nowMs, tenant, owner, expected, replaced, generateId, storeValue }: MintOptions,
): Promise<MintResult> {
  const settings = normalizeSettings(newKey);
  const outOfBounds = settingsOutOfBounds(settings) ?? storedSizeOutOfBounds(settings, settings);
  if (outOfBounds) return outOfBounds;
  const maxKeys = maxKeysOf(deps, owner);
  const isInPlace = replaced !== undefined && counts(replaced.before, nowMs);
  const room = isInPlace ? 'free' : await findRoom(deps, owner, maxKeys);
  if (room !== 'free') return room === 'full' ? { outcome: 'key-limit-reached' } : room;
  const counting = isInPlace
    ? ({ kind: 'in-place-of', key: replaced.before.id } as const)
    : ({ kind: 'added', maxKeys } as const);
  return withUnusedId<MintResult>(async (attempt) => {
    const { key, value } = generateKey(deps, caller, settings, { nowMs, id: generateId?.(attempt) });
    const managed = await storeValue?.(key, value);
    const { id } = key;
    const after = { ...auditableSettings(key), ...(managed && { managed: auditableManagedKey(managed) }) };
    const outcome = await commitCreation(
      deps,
      caller,
      { action: 'key.issued', tenant: key.tenant, subject: { kind: 'key', id }, after },
      token,
      (record) => ({
        ...({ kind: 'create-key', key, counting, expected, record, managed } as const),
        replaced: replaced?.by(id),
      }),
    );
    switch (outcome) {
      case 'committed':
        return { outcome: 'issued', key, value, tenant };
      case 'version-conflict':
        return 'version-conflict';
      case 'owner-not-found':
      case 'owner-deactivated':
      case 'key-not-active':
        return { outcome };
      default:
        return 'exists';
    }
  });
}

function generateKey(
  { codecs, random }: UseCaseDeps,
  caller: Caller,
  settings: NewKey,
  { nowMs, id }: { readonly nowMs: number; readonly id: string | undefined },
): { key: Key; value: string } {
  const generated = codecs.key.generate(random);
  const { keyId, secret } = { ...generated, keyId: id ?? generated.keyId };
  const { environment } = settings;
  const credential = {
    generation: 1,
    digestVersion: DIGEST_VERSION,
    digest: digestSecret(keyId, secret),
    endsAtMs: null,
  };
  const key: Key = {
    ...settings,
    id: keyId,
    status: 'active',
    createdAtMs: nowMs,
    createdBy: shortCallerId(caller),
    hint: codecs.key.hint({ environment, keyId }),
    revocation: null,
    deletion: null,
    credentials: [credential],
    version: 1,
  };
  return { key, value: codecs.key.compose({ environment, keyId, secret }) };
}
