import type { Credential } from '../keys/key.ts';
import { credentialIn } from './held-value.ts';
import { credentialOf, isLive, type ManagedKey, type ManagedRecord, type Rotation } from './managed-key.ts';
import type { NoticeKind } from './notices.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { isCurrentEverywhere, labelled, type SecretDescription } from './secret-store.ts';
import { notice, type RecordResult, type RecordStep, transitionRecord } from './transition.ts';

/**
 * Looks where the current label is and writes down what that means: the new version has arrived everywhere, and the
 * overlap begins; or somebody moved the label, and it begins anew once that is known.
 */
export function observeLabels(
  deps: RotationDeps,
  keyId: string,
  secretArn: string,
): Promise<RecordResult<never>> {
  return transitionRecord<never>(deps, keyId, async (record, nowMs) => {
    if (record.key.status === 'revoked') return revokedKey(record, nowMs);
    const secret = await deps.secrets.describe(secretArn);
    const { current, rotation } = record.managed;
    const seen = labelled(secret, 'AWSCURRENT');
    if (seen === undefined) return 'unchanged';
    if (rotation?.token === seen && isEndless(record, seen))
      return promotion(record, rotation, secret, nowMs);
    // Made current by hand before its value was accepted: *set* is next, unless it was given up.
    if (rotation?.token === seen && rotation.abandonedAtMs === null) return 'unchanged';
    if (seen === current) return arrival(record, secret, nowMs);
    // The label follows a replacement from wherever it is.
    if (rotation?.kind === 'replacement') return 'unchanged';
    if (!isCertain(record.managed, seen, nowMs, deps)) return stray(record, seen, nowMs);
    const known = credentialOf(record, seen) ?? (await sameValue(deps, record, seen));
    return known && isLive(known, nowMs)
      ? adoption(record, seen, known, nowMs)
      : deadCurrent(record, seen, nowMs);
  });
}

function isEndless(record: ManagedRecord, token: string): boolean {
  return credentialOf(record, token)?.endsAtMs === null;
}

/** The new version is current and accepted; where it is so everywhere, the rotation has come to its end. */
function promotion(
  record: ManagedRecord,
  rotation: Rotation,
  secret: SecretDescription,
  nowMs: number,
): RecordStep<never> {
  const { token, kind } = rotation;
  if (!isCurrentEverywhere(secret, token)) return 'unchanged';
  const managed: ManagedKey = {
    ...record.managed,
    current: token,
    promotedSeenAtMs: nowMs,
    strayed: null,
    rotation: null,
    last: { token, outcome: 'finished', atMs: nowMs },
    trouble: null,
  };
  return {
    next: { ...record, managed },
    action: 'rotation.finished',
    tell: [notice(FINISHED[kind], nowMs, token)],
  };
}

const FINISHED: Readonly<Record<Rotation['kind'], NoticeKind>> = {
  renewal: 'finished',
  replacement: 'replaced-at-once',
  rollback: 'rolled-back',
};

/** Whether the label has been there for longer than a read can be behind: else it may be where it was, not where it is. */
function isCertain({ strayed }: ManagedKey, token: string, nowMs: number, { limits }: RotationDeps): boolean {
  return strayed?.token === token && nowMs >= strayed.sinceMs + limits.propagationMs + limits.clockSkewMs;
}

/** The label was seen elsewhere: nothing ends from here on, and the next look tells whether it was moved. */
function stray(record: ManagedRecord, token: string, nowMs: number): RecordStep<never> {
  if (record.managed.strayed?.token === token) return 'unchanged';
  const managed = { ...record.managed, strayed: { token, sinceMs: nowMs }, promotedSeenAtMs: null };
  return { next: { ...record, managed }, action: 'rotation.observed' };
}

/** The current version is the expected one; once it is so everywhere, the overlap begins. */
function arrival(record: ManagedRecord, secret: SecretDescription, nowMs: number): RecordStep<never> {
  const { managed } = record;
  const { current, promotedSeenAtMs, strayed } = managed;
  const credential = credentialOf(record, current);
  const isServed = credential !== undefined && isLive(credential, nowMs);
  const arrives = promotedSeenAtMs === null && isServed && isCurrentEverywhere(secret, current);
  if (!arrives && strayed === null) return 'unchanged';
  const next = arrives ? { promotedSeenAtMs: nowMs, trouble: null } : {};
  return {
    next: { ...record, managed: { ...managed, ...next, strayed: null } },
    action: 'rotation.observed',
  };
}

/** Somebody made another accepted version current: it counts from now on, and an open rotation does not. */
function adoption(
  { key, managed }: ManagedRecord,
  token: string,
  { generation }: Credential,
  nowMs: number,
): RecordStep<never> {
  const sinceMs = managed.versions.find((each) => each.generation === generation)?.sinceMs ?? key.createdAtMs;
  const versions = managed.versions.some((each) => each.token === token)
    ? managed.versions
    : [...managed.versions, { token, generation, sinceMs }];
  const credentials = key.credentials.map((each) =>
    each.generation === generation ? { ...each, endsAtMs: null } : each,
  );
  const { rotation } = managed;
  const abandonedAtMs = rotation?.abandonedAtMs ?? nowMs;
  return {
    next: {
      key: { ...key, credentials },
      managed: {
        ...managed,
        versions,
        current: token,
        promotedSeenAtMs: null,
        strayed: null,
        rotation: rotation && { ...rotation, abandonedAtMs },
        trouble: { reason: 'label-moved-by-hand', sinceMs: nowMs },
      },
    },
    action: 'rotation.observed',
    tell: [notice('label-moved-by-hand', nowMs, token)],
  };
}

/** The current version is no live credential of this key: nothing is added, and nothing ends until that is put right. */
function deadCurrent(record: ManagedRecord, token: string, nowMs: number): RecordStep<never> {
  const { managed } = record;
  const reason = 'secret-holds-dead-key';
  if (managed.trouble?.reason === reason && managed.promotedSeenAtMs === null) return 'unchanged';
  const next: ManagedKey = { ...managed, promotedSeenAtMs: null, trouble: { reason, sinceMs: nowMs } };
  return {
    next: { ...record, managed: next },
    action: 'rotation.observed',
    tell: [notice(reason, nowMs, token, reason)],
  };
}

/** Revoking wins: an open rotation ends, and it is told that the secret holds a dead key. */
function revokedKey(record: ManagedRecord, nowMs: number): RecordStep<never> {
  const { managed } = record;
  const { rotation, current, last } = managed;
  if (managed.trouble?.reason === 'key-revoked' && !rotation) return 'unchanged';
  const token = rotation?.token ?? current;
  return {
    next: {
      ...record,
      managed: {
        ...managed,
        rotation: null,
        rotateAtMs: null,
        last: rotation ? { token, outcome: 'key-revoked', atMs: nowMs } : last,
        trouble: { reason: 'key-revoked', sinceMs: nowMs },
      },
    },
    action: 'rotation.observed',
    tell: [notice('secret-holds-dead-key', nowMs, token, 'key-revoked')],
  };
}

/** The live credential that a version which is not ours holds the very value of. */
async function sameValue(
  { secrets, codecs }: RotationDeps,
  { key, managed }: ManagedRecord,
  token: string,
): Promise<Credential | undefined> {
  const text = await secrets.readVersion(managed.secretArn, token);
  return text === undefined ? undefined : credentialIn(codecs.key, key, text);
}
