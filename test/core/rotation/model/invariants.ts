import { isLive } from '../../../../lib/core/keys/key.ts';
import type { ManagedRecord } from '../../../../lib/core/rotation/managed-key.ts';
import { CACHES_MS, CLOCK_OFF_MS, LIMITS, SLOW, STALE_MS } from './settings.ts';
import type { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** The invariant that is violated at this instant; undefined if none is. */
export function checkInstant(world: World, subject: Subject): string | undefined {
  return unservedConsumer(world, subject) ?? orphanedCredential(world, subject);
}

/** 1 and 7: every value that a consumer may cache is accepted, by the clock that is furthest ahead. */
function unservedConsumer({ nowMs, settings }: World, subject: Subject): string | undefined {
  const caches = settings.retireWhenUnused ? [...CACHES_MS, SLOW.cacheMs] : CACHES_MS;
  const { key } = subject.record;
  const isOperatorAction = subject.isUnsettled || subject.isOwnerDeactivated || key.status !== 'active';
  for (const cacheMs of caches) {
    for (const digest of subject.shown.heldBy(cacheMs + STALE_MS, nowMs)) {
      if (subject.accepts(digest, nowMs + CLOCK_OFF_MS)) subject.excused.delete(digest);
      else if (isOperatorAction) subject.excused.add(digest);
      else if (!subject.excused.has(digest) && !(cacheMs === SLOW.cacheMs && subject.abandoned.has(digest)))
        return `invariant 1: a consumer with a cache of ${cacheMs} ms has only a rejected value`;
    }
  }
  return undefined;
}

/** 4: a credential that is accepted without an end has a label. */
function orphanedCredential({ nowMs }: World, subject: Subject): string | undefined {
  const { key, managed } = subject.record;
  if (subject.hadManualChange) return undefined;
  const { rotation } = managed;
  for (const credential of key.credentials) {
    if (credential.endsAtMs !== null || !isLive(credential, nowMs)) continue;
    const versionIds = managed.versions.filter(({ generation }) => generation === credential.generation);
    const isLabelled = versionIds.some(
      ({ versionId }) => (subject.secret.versions.get(versionId)?.labels.size ?? 0) > 0,
    );
    // Between removing the label and ending the credential; and until a replacement ends all others.
    const isBeingCleanedUp =
      rotation?.kind === 'replacement' ||
      versionIds.some(
        ({ versionId }) => rotation?.versionId === versionId && rotation.abandonedAtMs !== null,
      );
    if (!isLabelled && !isBeingCleanedUp)
      return `invariant 4: generation ${credential.generation} is accepted without a label and without an end`;
  }
  return undefined;
}

/** The invariant that the last commit violates; undefined if none. */
export function checkCommit(
  world: World,
  subject: Subject,
  before: ManagedRecord,
  action: string,
): string | undefined {
  const { key, managed } = subject.record;
  const { credentials } = key;
  if (before.key.status === 'revoked' && (key.status !== 'revoked' || credentials.length > 0))
    return 'invariant 8: a revoked key was reinstated';
  if (credentials.length > 4) return 'invariant 5: more than four credentials';
  if (new Set(credentials.map(({ generation }) => generation)).size < credentials.length)
    return 'invariant 5: two credentials have the same generation';
  if (new Set(managed.versions.map(({ versionId }) => versionId)).size < managed.versions.length)
    return 'invariant 5: two credentials have the same version';
  if (credentials.some(({ digest }) => !subject.generated.has(digest)))
    return 'invariant 10: a credential was added that Postern did not generate';
  return endingError(world, subject, before, action);
}

/** 2 and 6: a credential ends only by an allowed action. */
function endingError(
  world: World,
  subject: Subject,
  before: ManagedRecord,
  action: string,
): string | undefined {
  const { key, managed } = subject.record;
  const ended = before.key.credentials.filter(
    ({ digest, endsAtMs }) =>
      endsAtMs === null && key.credentials.find((each) => each.digest === digest)?.endsAtMs !== null,
  );
  if (before.managed.rotation?.kind === 'replacement') {
    for (const { digest } of before.key.credentials) subject.excused.add(digest);
    return undefined;
  }
  if (ended.length === 0 || key.status === 'revoked') return undefined;
  const { promotionConfirmedAtMs, overlapMs, rotation, current } = before.managed;
  const skewMs = 2 * CLOCK_OFF_MS;
  switch (action) {
    case 'rotation.retired': {
      if (promotionConfirmedAtMs === null || world.nowMs + skewMs < promotionConfirmedAtMs + overlapMs)
        return 'invariant 2: retired before the overlap had passed';
      const holder = subject.secret.holderOf('AWSCURRENT');
      const isInPlace = holder === current || holder === rotation?.versionId;
      return isInPlace || subject.isUnsettled
        ? undefined
        : 'invariant 2: retired while the label was on an unexpected version';
    }
    case 'rotation.credential-expiry-set':
      return promotionConfirmedAtMs !== null &&
        ended.some(({ digest }) => {
          const endsAtMs = key.credentials.find((each) => each.digest === digest)?.endsAtMs ?? 0;
          return endsAtMs < promotionConfirmedAtMs + overlapMs;
        })
        ? 'invariant 2: an expiry was set within the overlap'
        : undefined;
    case 'rotation.cleaned-up': {
      for (const { digest } of ended) subject.abandoned.add(digest);
      const abandonedAtMs = rotation?.abandonedAtMs ?? Number.POSITIVE_INFINITY;
      return world.nowMs + skewMs < abandonedAtMs + LIMITS.maxRunMs
        ? 'invariant 6: cleaned up while a step could be running'
        : undefined;
    }
    default:
      return `invariant 2: ${action} of ${managed.keyId} ended a credential`;
  }
}
