import { permissionsExceedingRole } from '../access/permissions.ts';
import { DIGEST_VERSION, digestSecret, sameDigest } from '../keys/digest.ts';
import type { Credential, Key } from '../keys/key.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditEvent } from '../use-case.ts';
import { checkEligibility, type Ineligibility, readBoundOwner } from './eligibility.ts';
import { auditableManagedKey, CREDENTIALS_LIMIT, isLive, type ManagedKey } from './managed-key.ts';
import { type Beginning, grantSecretAccess, newManagedKey } from './new-managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { credentialIn } from './secret-payload.ts';
import { labelled } from './secret-store.ts';
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
        /** The key has permissions beyond the role of the caller, who chooses who reads its value. */
        | 'exceeds-role'
        /** The id was brought along, and is none that a value of the profile's format could name. */
        | 'incompatible-key-id'
        | 'conflict';
    };

interface Placed extends StoredValue {
  readonly digest: string;
  /** Who could read its secret before. */
  readonly readers: readonly string[];
}

/**
 * Has a key managed whose value people know. Its secret gets a value of its own; the one that is known goes on being
 * accepted for a time that is said, and then ends. Where the key's secret is still there from before, with a value
 * that is accepted, that stays the current one. Whatever crashes, the next call goes on.
 *
 * @throws SecretStoreError
 */
export async function adoptKey(
  deps: ManageDeps,
  { tenant, keyId }: { readonly tenant: string; readonly keyId: string },
  beginning: Beginning,
  existingValueGraceMs = EXISTING_VALUE_GRACE_MS,
): Promise<AdoptKeyResult> {
  let placed: Placed | undefined;
  let isShared = false;
  const result = await retryOnConflict<AdoptKeyResult>(deps.pause, async () => {
    const key = await deps.store.readKey(keyId);
    if (key?.tenant !== tenant) return { outcome: 'not-found' };
    const known = await deps.store.readManagedKey(keyId);
    if (known) {
      // Another call adopted it at the same time: its readers count.
      if (placed) await withdrawValue(deps, placed);
      if (placed && beginning.namesReaders) await deps.provisioner.setReaders(known.secretArn, known.readers);
      return { outcome: 'managed', managed: known };
    }
    const nowMs = deps.clock();
    const refused =
      checkEligibility(key, await readBoundOwner(deps.store, key), nowMs) ??
      roleRejection(deps, key) ??
      additionRejection(deps, key, nowMs);
    if (refused) return { outcome: refused };

    // Drawn once, however often the key is written by others in between; a held value that has ended is not revived.
    if (!placed || hasEnded(key, placed, nowMs)) placed = await placedFor(deps, key, nowMs);
    const readers = beginning.namesReaders ? beginning.settings.readers : placed.readers;
    const message = readersViolation(readers);
    if (message !== undefined) return { outcome: 'invalid-settings', message };
    isShared = beginning.namesReaders;
    await grantSecretAccess(deps, placed.secretArn, beginning);
    const credential = credentialFor(key, placed);
    const credentials = withCurrent(key, credential, nowMs + existingValueGraceMs, nowMs);
    const next = { ...key, credentials, version: key.version + 1 };
    const settings = { ...beginning.settings, readers };
    const managed = {
      ...newManagedKey(next, { ...beginning, settings }, { ...placed, credential }, nowMs),
      existingGenerations: endlessOthers(key, credential).map(({ generation }) => generation),
    };
    const event = auditEvent(deps, deps.caller, {
      action: 'key.managed',
      tenant,
      subject: { kind: 'key', id: keyId },
      before: null,
      after: auditableManagedKey(managed),
    });
    const outcome = await deps.store.commit({ kind: 'update-key', key: next, managed }, event);
    return outcome === 'committed' ? { outcome: 'adopted', managed } : 'stale';
  });
  const isRefused = result.outcome !== 'adopted' && result.outcome !== 'managed';
  if (placed && isShared && isRefused) await restoreReaders(deps, keyId, placed);
  return result;
}

/** The readers of the secret before the call, where no other call manages the key by now. */
async function restoreReaders(
  deps: ManageDeps,
  keyId: string,
  { secretArn, readers }: Placed,
): Promise<void> {
  const managed = await deps.store.readManagedKey(keyId);
  await deps.provisioner.setReaders(secretArn, managed?.readers ?? readers);
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

/** The value that its secret holds where the key accepts it, else a new one. */
async function placedFor(deps: ManageDeps, key: Key, nowMs: number): Promise<Placed> {
  const held = await heldCurrent(deps, key, nowMs);
  if (held) return held;
  const { value, digest } = generateValue(deps, key);
  const placed = await storeValue(deps, key, value);
  return { ...placed, digest, readers: placed.isCurrent ? [] : await readersOf(deps, placed.secretArn) };
}

function hasEnded({ credentials }: Key, { digest }: Placed, nowMs: number): boolean {
  return credentials.some((each) => sameDigest(each.digest, digest) && !isLive(each, nowMs));
}

/** The one that the key has by this digest, or a new one, with a number that no credential of the key ever had. */
function credentialFor({ credentials, version }: Key, { digest }: Placed): Credential {
  const known = credentials.find((each) => sameDigest(each.digest, digest));
  return known ?? { generation: version + 1, digestVersion: DIGEST_VERSION, digest, endsAtMs: null };
}

/** The values that adopting gives an end. */
function endlessOthers({ credentials }: Key, { generation }: Credential): readonly Credential[] {
  return credentials.filter((each) => each.endsAtMs === null && each.generation !== generation);
}

function generateValue({ codecs, random }: ManageDeps, { id: keyId, environment }: Key) {
  const { secret } = codecs.key.generate(random);
  return { value: codecs.key.compose({ environment, keyId, secret }), digest: digestSecret(keyId, secret) };
}

/** What the current version of the key's secret is, where that is a value that the key accepts. */
async function heldCurrent(deps: ManageDeps, key: Key, nowMs: number): Promise<Placed | undefined> {
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

/** The current one without an end, all others with one; what has ended makes room. */
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
