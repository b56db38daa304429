import * as z from 'zod';
import { BLOCKED_REASONS, REMEDIATION } from '../core/rotation/blocked-reasons.ts';
import type { DailyCheckEvent } from '../core/rotation/daily-check.ts';
import { KEY_EVENT_KINDS, type KeyEventKind, type PublishedKeyEvent } from '../core/rotation/key-events.ts';
import { POLICIES } from '../core/rotation/policy.ts';
import { formatTimestamp } from '../core/timestamp.ts';
import { storedId, timestamp } from './http/response-fields.ts';

/** The `source` of each event on the bus. The `detail-type` is the kind of the key event. */
export const KEY_EVENT_SOURCE = 'postern';

/** The message of each key event. */
export const KEY_EVENT_MESSAGES: Readonly<Record<KeyEventKind | DailyCheckEvent['kind'], string>> = {
  'rotation.started': 'Rotation started. The current value remains valid.',
  'rotation.finished':
    'The new value is current in all Regions. The previous value remains valid until the overlap ends.',
  'rotation.failed': 'A rotation step failed. The current value remains valid.',
  'rotation.timed-out': 'The rotation timed out and will be abandoned. The current value remains valid.',
  'rotation.abandoned': 'The abandoned rotation was cleaned up. A new rotation starts within an hour.',
  'rotation.superseded': 'Another rotation replaced a rotation in progress.',
  'value.retired': 'The previous value was retired.',
  'value.retired-at-deadline':
    'The previous value was retired at its deadline. It was still in use, or its use could not be determined.',
  'rotation.rolled-back': 'The previous value is current again.',
  'value.replaced': 'The value was replaced. All earlier values are rejected.',
  'secret.value-rejected':
    'The current value of the secret is rejected. Consumers that read it cannot authenticate.',
  'secret.label-drift':
    'AWSCURRENT was moved to another valid value outside Postern. A new overlap has started.',
  'secret.drift-repaired':
    'The policy, the schedule or the tags of the secret differed from the settings of the key. They were restored.',
  'key.unmanaged': 'The key is no longer managed. Its current value remains valid and is not rotated.',
  'key.expiring': 'The key expires soon. Extend it or issue a new key.',
  'key.policy-violation':
    'The key violates a policy of its tenant or profile. Repeated daily until resolved.',
};

const base = {
  /** Identical for every delivery of the event: receivers drop duplicates. */
  id: z.string(),
  at: timestamp,
  /** The name of the rotation deployment: the names of its secrets start with `postern/<deployment>/`. */
  deployment: z.string(),
  tenant: storedId,
  owner: storedId,
  keyId: storedId,
  /** What the event means. */
  message: z.string(),
};

/** The ID of the version of the secret. */
const version = z.string();
const happened = { ...base, version };
/** Why the rotation is blocked, and the remediation. */
const blocked = { reason: z.enum(BLOCKED_REASONS).nullable(), remediation: z.string().nullable() };

/** The schema of `detail` for each kind of key event. */
export const KEY_EVENTS = {
  'rotation.started': z.strictObject(happened),
  'rotation.finished': z.strictObject(happened),
  'rotation.failed': z.strictObject({ ...happened, ...blocked }),
  'rotation.timed-out': z.strictObject({ ...happened, ...blocked }),
  'rotation.abandoned': z.strictObject(happened),
  'rotation.superseded': z.strictObject(happened),
  'value.retired': z.strictObject(happened),
  'value.retired-at-deadline': z.strictObject(happened),
  'rotation.rolled-back': z.strictObject(happened),
  'value.replaced': z.strictObject(happened),
  'secret.value-rejected': z.strictObject({ ...happened, ...blocked }),
  'secret.label-drift': z.strictObject(happened),
  'secret.drift-repaired': z.strictObject(happened),
  'key.unmanaged': z.strictObject(happened),
  /** `daysLeft`: whole calendar days. */
  'key.expiring': z.strictObject({ ...base, expiresAt: timestamp, daysLeft: z.int() }),
  'key.policy-violation': z.strictObject({
    ...base,
    policy: z.enum(POLICIES),
    limitDays: z.int(),
    since: timestamp,
  }),
} as const satisfies Record<KeyEventKind | DailyCheckEvent['kind'], z.ZodObject>;

/** The kinds of key events with a reason. */
const TROUBLED: readonly KeyEventKind[] = KEY_EVENT_KINDS.filter(
  (kind) => 'reason' in KEY_EVENTS[kind].shape,
);

/** The detail of an event of a managed key. */
export function keyEventDetail(
  event: PublishedKeyEvent,
  deployment: string,
): Readonly<Record<string, unknown>> {
  const { kind, versionId, reason } = event;
  return {
    ...commonDetail(event, deployment),
    version: versionId,
    ...(TROUBLED.includes(kind) && { reason, remediation: reason && REMEDIATION[reason].message }),
  };
}

function commonDetail(
  { id, kind, atMs, tenant, owner, keyId }: PublishedKeyEvent | DailyCheckEvent,
  deployment: string,
) {
  const message = KEY_EVENT_MESSAGES[kind];
  return { id, at: formatTimestamp(atMs), deployment, tenant, owner, keyId, message };
}

/** The detail of an event of the daily check. */
export function dailyCheckDetail(
  report: DailyCheckEvent,
  deployment: string,
): Readonly<Record<string, unknown>> {
  const common = commonDetail(report, deployment);
  if (report.kind === 'key.expiring') {
    return { ...common, expiresAt: formatTimestamp(report.expiresAtMs), daysLeft: report.daysLeft };
  }
  const { policy, limitDays, sinceMs } = report;
  return { ...common, policy, limitDays, since: formatTimestamp(sinceMs) };
}
