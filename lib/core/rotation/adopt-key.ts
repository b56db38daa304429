import { permissionsExceedingRole } from '../access/permissions.ts';
import { DIGEST_VERSION, digestSecret, sameDigest } from '../keys/digest.ts';
import { type Credential, isLive, type Key } from '../keys/key.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditEvent } from '../use-case.ts';
import { commitUnmanaged } from './commit-unmanaged.ts';
import { checkEligibility, eligibleOwner, type Ineligibility } from './eligibility.ts';
import { auditableState, CREDENTIALS_LIMIT, type ManagedKey } from './managed-key.ts';
import { type ManagedKeyInit, newManagedKey } from './new-managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { writePart } from './secret-drift.ts';
import { credentialIn } from './secret-payload.ts';
import { labelled, SecretStoreError } from './secret-store.ts';
import { EXISTING_VALUE_GRACE_MS, readersViolation } from './setting-bounds.ts';
import { type StoredValue, secretName, storeValue, withdrawValue } from './store-value.ts';

export type AdoptKeyResult =
  | { readonly outcome: 'adopted'; readonly managed: ManagedKey }
  | { readonly outcome: 'managed'; readonly managed: ManagedKey }
  | { readonly outcome: 'invalid-settings'; readonly message: string }
  | {
      readonly outcome:
        | Ineligibility
        | 'not-found'
        | 'too-many-credentials'
        /** The permissions of the key exceed the role of the caller, who selects the readers of its value. */
        | 'exceeds-role'
        /** The key ID was imported and does not match the key format of the profile. */
        | 'incompatible-key-id'
        | 'conflict';
    };

interface AdoptedValue extends StoredValue {
  readonly digest: string;
  /** The readers of its secret before the call. */
  readonly readers: readonly string[];
}

/**
 * Makes an existing key a managed key. Its secret gets a new value. The existing value stays accepted for
 * `existingValueGraceMs` and then ends. If the secret of the key exists and its current value is accepted, that value
 * stays current. The readers are set after the commit. After a crash, a repeated call continues.
 *
 * @throws SecretStoreError
 */
export async function adoptKey(
  deps: ManageDeps,
  { tenant, keyId }: { readonly tenant: string; readonly keyId: string },
  init: ManagedKeyInit,
  existingValueGraceMs = EXISTING_VALUE_GRACE_MS,
): Promise<AdoptKeyResult> {
  let stored: AdoptedValue | undefined;
  let before: Key | undefined;
  const result = await retryOnConflict<AdoptKeyResult>(deps.backoff, async () => {
    const key = await deps.store.readKey(keyId);
    if (key?.tenant !== tenant) return { outcome: 'not-found' };
    const existing = await deps.store.readManagedKey(keyId);
    if (existing) {
      // Another call adopted the key concurrently.
      if (stored) await withdrawValue(deps, stored);
      return { outcome: 'managed', managed: existing };
    }
    const nowMs = deps.clock();
    const owner = (await readBoundOwner(deps.store, key)) ?? null;
    const rejection =
      checkEligibility(key, owner, nowMs) ?? roleRejection(deps, key) ?? additionRejection(deps, key, nowMs);
    if (rejection) return { outcome: rejection };

    // Generated once, also if other calls write the key in between. A stored value that has ended is not reinstated.
    if (!stored || hasEnded(key, stored, nowMs)) stored = await valueFor(deps, key, nowMs);
    const readers = init.namesReaders ? init.settings.readers : stored.readers;
    const message = readersViolation(readers);
    if (message !== undefined) return { outcome: 'invalid-settings', message };
    await deps.provisioner.replicate(stored.secretArn, init.replicas);
    const credential = credentialFor(key, stored);
    const credentials = withCurrent(key, credential, nowMs + existingValueGraceMs, nowMs);
    const next = { ...key, credentials, version: key.version + 1 };
    const settings = { ...init.settings, readers };
    const managed = {
      ...newManagedKey(next, { ...init, settings }, { ...stored, credential }, nowMs),
      existingGenerations: othersWithoutEnd(key, credential).map(({ generation }) => generation),
    };
    const event = auditEvent(deps, deps.caller, {
      action: 'key.managed',
      tenant,
      subject: { kind: 'key', id: keyId },
      before: null,
      after: auditableState({ key: next, managed }),
    });
    const outcome = await deps.store.commit(
      { kind: 'update-key', key: next, managed, expected: eligibleOwner(owner) },
      event,
    );
    before = key;
    return outcome === 'committed' ? { outcome: 'adopted', managed } : 'version-conflict';
  });
  if (result.outcome !== 'adopted' || !before || !init.namesReaders) return result;
  return applyReaders(deps, before, result.managed);
}

/**
 * Sets the readers after the commit, because a reader of the secret can read an accepted value. If Secrets Manager rejects
 * them, the adoption is undone, unless the key was written since.
 */
async function applyReaders(deps: ManageDeps, before: Key, managed: ManagedKey): Promise<AdoptKeyResult> {
  try {
    await writePart(deps.provisioner, managed, 'policy');
    return { outcome: 'adopted', managed };
  } catch (error) {
    if (!(error instanceof SecretStoreError) || error.fault !== 'reader-rejected') throw error;
    const outcome = await commitUnmanaged(deps, { ...before, version: before.version + 2 }, managed);
    if (outcome !== 'committed') return { outcome: 'conflict' };
    throw error;
  }
}

function roleRejection({ caller }: ManageDeps, { permissions }: Key) {
  return permissionsExceedingRole(permissions, [caller.role]).length > 0 ? 'exceeds-role' : undefined;
}

function additionRejection(deps: ManageDeps, key: Key, nowMs: number) {
  const live = key.credentials.filter((each) => isLive(each, nowMs));
  if (live.length >= CREDENTIALS_LIMIT) return 'too-many-credentials';
  const { value } = generateValue(deps, key);
  return deps.codecs.key.parse(value) ? undefined : 'incompatible-key-id';
}

/** The current value of the secret if the key accepts it, else a new value. */
async function valueFor(deps: ManageDeps, key: Key, nowMs: number): Promise<AdoptedValue> {
  const current = await currentValue(deps, key, nowMs);
  if (current) return current;
  const { value, digest } = generateValue(deps, key);
  const stored = await storeValue(deps, key, value);
  return { ...stored, digest, readers: stored.isCurrent ? [] : await readersOf(deps, stored.secretArn) };
}

function hasEnded({ credentials }: Key, { digest }: AdoptedValue, nowMs: number): boolean {
  return credentials.some((each) => sameDigest(each.digest, digest) && !isLive(each, nowMs));
}

/** The credential with this digest, or a new one with a generation that no credential of the key ever had. */
function credentialFor({ credentials, version }: Key, { digest }: AdoptedValue): Credential {
  const known = credentials.find((each) => sameDigest(each.digest, digest));
  return known ?? { generation: version + 1, digestVersion: DIGEST_VERSION, digest, endsAtMs: null };
}

/** The other credentials without an end: adoption gives them one. */
function othersWithoutEnd({ credentials }: Key, { generation }: Credential): readonly Credential[] {
  return credentials.filter((each) => each.endsAtMs === null && each.generation !== generation);
}

function generateValue({ codecs, random }: ManageDeps, { id: keyId, environment }: Key) {
  const { secret } = codecs.key.generate(random);
  return { value: codecs.key.compose({ environment, keyId, secret }), digest: digestSecret(keyId, secret) };
}

/** The current version of the secret of the key; undefined if the key does not accept its value. */
async function currentValue(deps: ManageDeps, key: Key, nowMs: number): Promise<AdoptedValue | undefined> {
  const secretArn = await deps.provisioner.find(secretName(deps, key.id));
  if (secretArn === undefined) return undefined;
  const versionId = labelled(await deps.secrets.describe(secretArn), 'AWSCURRENT');
  const text = versionId === undefined ? undefined : await deps.secrets.readVersion(secretArn, versionId);
  const credential = text === undefined ? undefined : credentialIn(deps.codecs.key, key, text);
  if (versionId === undefined || !credential || !isLive(credential, nowMs)) return undefined;
  const { digest } = credential;
  return { secretArn, versionId, isCurrent: true, digest, readers: await readersOf(deps, secretArn) };
}

async function readersOf({ provisioner }: ManageDeps, secretArn: string): Promise<readonly string[]> {
  return (await provisioner.policy(secretArn)).readers;
}

/** The current credential without an end and all other live ones with an end. Ended credentials are removed. */
function withCurrent(
  { credentials }: Key,
  current: Credential,
  endsAtMs: number,
  nowMs: number,
): readonly Credential[] {
  const others = credentials
    .filter((each) => each.generation !== current.generation && isLive(each, nowMs))
    .map((each) => ({ ...each, endsAtMs: each.endsAtMs ?? endsAtMs }));
  return [...others, { ...current, endsAtMs: null }];
}
