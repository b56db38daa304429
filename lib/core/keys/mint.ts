import { type Caller, shortCallerId } from '../audit/event.ts';
import { commitCreation, withUnusedId } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import { auditableManagedKey, type ManagedKey } from '../rotation/managed-key.ts';
import type { ExpectedVersions, Replaced } from '../store.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { DIGEST_VERSION, digestSecret } from './digest.ts';
import { auditableSettings, type Key, type KeySettings } from './key.ts';
import { normalizeSettings, type SettingsOutOfBounds, settingsOutOfBounds } from './settings.ts';

/** All that is decided of a new key before its value is drawn. */
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
>;

export type MintResult =
  /** The value is here and nowhere else: it can't be read again. */
  | { readonly outcome: 'issued'; readonly key: Key; readonly value: string }
  | { readonly outcome: 'owner-not-found' | 'owner-deactivated' | 'key-not-active' }
  | SettingsOutOfBounds
  | 'stale';

export interface MintOptions {
  readonly token?: IdempotencyToken | undefined;
  readonly nowMs: number;
  /** The versions of what the settings were decided on. */
  readonly expected: ExpectedVersions;
  /** Makes what the new key takes the place of, in the same transaction. */
  readonly replaced?: ((successor: string) => Replaced) | undefined;
  /** Draws the id, at each attempt another one; at random where it is left out. */
  readonly drawId?: ((attempt: number) => string) | undefined;
  /** Puts the value where its consumers read it, before the key is there, and tells what is known of that place. */
  readonly keep?: ((key: Key, value: string) => Promise<ManagedKey>) | undefined;
}

/**
 * Draws a value for a key and stores the key; an id that is taken is drawn anew. Every new key passes through here, so
 * here its settings are normalized and checked, before anything is written.
 */
export async function mintKey(
  deps: UseCaseDeps,
  caller: Caller,
  given: NewKey,
  { token, nowMs, expected, replaced, drawId, keep }: MintOptions,
): Promise<MintResult> {
  const settings = normalizeSettings(given);
  const outOfBounds = settingsOutOfBounds(settings);
  if (outOfBounds) return outOfBounds;
  return withUnusedId<MintResult>(async (draw) => {
    const { key, value } = generateKey(deps, caller, settings, { nowMs, id: drawId?.(draw) });
    const managed = await keep?.(key, value);
    const { tenant, id } = key;
    const after = { ...auditableSettings(key), ...(managed && { managed: auditableManagedKey(managed) }) };
    const outcome = await commitCreation(
      deps,
      caller,
      { action: 'key.issued', tenant, subject: { kind: 'key', id }, after },
      token,
      (record) => ({ kind: 'create-key', key, expected, record, replaced: replaced?.(id), managed }),
    );
    switch (outcome) {
      case 'committed':
        return { outcome: 'issued', key, value };
      case 'stale':
        return 'stale';
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
  const drawn = codecs.key.draw(random);
  const { keyId, secret } = { ...drawn, keyId: id ?? drawn.keyId };
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
