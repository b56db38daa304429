import type * as z from 'zod';
import type { managedKeyView } from '../../lib/contracts/http/managed-keys.ts';
import { windowText } from '../../lib/contracts/rotation-window.ts';
import type { KeyStatusOf } from '../../lib/core/access/read-statuses.ts';
import type { KeySettings } from '../../lib/core/keys/key.ts';
import { REMEDIATION } from '../../lib/core/rotation/blocked-reasons.ts';
import type { PastRotation } from '../../lib/core/rotation/history.ts';
import type { ManagedKeySettings } from '../../lib/core/rotation/managed-key.ts';
import { currentSinceMs, type PolicyViolation } from '../../lib/core/rotation/policy.ts';
import type { UpcomingRotation } from '../../lib/core/rotation/upcoming-rotations.ts';
import { isoOf } from '../../lib/http/timestamps.ts';

/** Lists each field explicitly, so that a response never contains a digest. */
export function viewManagedKey(managed: ManagedKeySettings): z.output<typeof managedKeyView> {
  const { rotation, last, blocked } = managed;
  return {
    key: managed.keyId,
    tenant: managed.tenant,
    secretArn: managed.secretArn,
    stack: managed.stack,
    schedule: managed.schedule,
    rotateEverySeconds: managed.rotateEveryMs === null ? null : managed.rotateEveryMs / 1000,
    nextRotationAt: isoOf(managed.rotateAtMs),
    consumerCacheSeconds: managed.consumerCacheMs / 1000,
    overlapSeconds: managed.overlapMs / 1000,
    retireWhenUnused: managed.retireWhenUnused,
    retireDeadlineSeconds: managed.retireDeadlineMs / 1000,
    windows: managed.windows.map(windowText),
    readers: [...managed.readers],
    paused: managed.paused,
    currentValueSince: isoOf(currentSinceMs(managed) ?? null),
    rotation: rotation && {
      kind: rotation.kind,
      startedAt: isoOf(rotation.startedAtMs),
      abandonedAt: isoOf(rotation.abandonedAtMs),
    },
    lastRotation: last && { outcome: last.outcome, at: isoOf(last.atMs) },
    blocked: blocked && {
      reason: blocked.reason,
      since: isoOf(blocked.sinceMs),
      message: REMEDIATION[blocked.reason].message,
    },
    version: managed.settingsVersion,
  };
}

/** A managed key with the settings of its key; undefined if this version cannot decode the key. */
export function viewListedManagedKey(
  managed: ManagedKeySettings,
  key: KeySettings | undefined,
  statusOf: KeyStatusOf,
) {
  const view = viewManagedKey(managed);
  if (!key) return { ...view, name: null, owner: null, status: 'unknown' as const, expiresAt: null };
  return {
    ...view,
    name: key.name,
    owner: key.owner,
    status: statusOf(key),
    expiresAt: isoOf(key.expiresAtMs),
  };
}

export function viewViolation({ policy, limitDays, sinceMs }: PolicyViolation) {
  return { policy, limitDays, since: isoOf(sinceMs) };
}

export function viewRotation({ kind, startedAtMs, endedAtMs, outcome, steps }: PastRotation) {
  return {
    kind: kind ?? 'standard',
    startedAt: isoOf(startedAtMs),
    endedAt: isoOf(endedAtMs),
    outcome,
    steps: steps.map(({ step, atMs, by, reason }) => ({ step, at: isoOf(atMs), by, reason })),
  };
}

export function viewUpcoming({ managed, atMs, reason }: UpcomingRotation, name: string | null) {
  return { key: managed.keyId, name, secretArn: managed.secretArn, at: isoOf(atMs), reason };
}
