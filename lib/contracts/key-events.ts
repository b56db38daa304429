import * as z from 'zod';
import { BLOCKED_REASONS, REMEDIATION } from '../core/rotation/blocked-reasons.ts';
import type { KeyReport } from '../core/rotation/daily-check.ts';
import { KEY_EVENT_KINDS, type KeyEventKind, type PublishedKeyEvent } from '../core/rotation/key-events.ts';
import { POLICIES } from '../core/rotation/policy.ts';
import { formatTimestamp } from '../core/timestamp.ts';
import { storedId, timestamp } from './http/response-fields.ts';

/** The `source` of each event on the bus. The `detail-type` is the kind of the key event. */
export const NOTICE_SOURCE = 'postern';

/** The message of each key event. */
export const NOTICE_WORDS: Readonly<Record<KeyEventKind | KeyReport['kind'], string>> = {
  started: 'Rotation started. The current value remains valid.',
  finished:
    'The new value is current in all Regions. The previous value remains valid until the overlap ends.',
  failed: 'A rotation step failed. The current value remains valid.',
  stuck: 'The rotation timed out and will be abandoned. The current value remains valid.',
  abandoned: 'The abandoned rotation was cleaned up. A new rotation starts within an hour.',
  superseded: 'Another rotation replaced a rotation in progress.',
  retired: 'The previous value was retired.',
  'retired-at-limit':
    'The previous value was retired at its deadline. It was still in use, or its use could not be determined.',
  'rolled-back': 'The previous value is current again.',
  'replaced-at-once': 'The value was replaced. All earlier values are rejected.',
  'secret-holds-dead-key':
    'The current value of the secret is rejected. Consumers that read it cannot authenticate.',
  'label-moved-by-hand':
    'AWSCURRENT was moved to another valid value outside Postern. A new overlap has started.',
  'drift-repaired':
    'The policy, the schedule or the tags of the secret differed from the settings of the key. They were restored.',
  unmanaged: 'The key is no longer managed. Its current value remains valid and is not rotated.',
  expiring: 'The key expires soon. Extend it or issue a new key.',
  'policy-broken': 'The key violates a policy of its tenant or profile. Repeated daily until resolved.',
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
  says: z.string(),
};

/** The ID of the version of the secret. */
const version = z.string();
const happened = { ...base, version };
/** Why the rotation is blocked, and the remediation. */
const trouble = { reason: z.enum(BLOCKED_REASONS).nullable(), advice: z.string().nullable() };

/** The schema of `detail` for each kind of key event. */
export const NOTICES = {
  started: z.strictObject(happened),
  finished: z.strictObject(happened),
  failed: z.strictObject({ ...happened, ...trouble }),
  stuck: z.strictObject({ ...happened, ...trouble }),
  abandoned: z.strictObject(happened),
  superseded: z.strictObject(happened),
  retired: z.strictObject(happened),
  'retired-at-limit': z.strictObject(happened),
  'rolled-back': z.strictObject(happened),
  'replaced-at-once': z.strictObject(happened),
  'secret-holds-dead-key': z.strictObject({ ...happened, ...trouble }),
  'label-moved-by-hand': z.strictObject(happened),
  'drift-repaired': z.strictObject(happened),
  unmanaged: z.strictObject(happened),
  /** `daysLeft`: whole calendar days. */
  expiring: z.strictObject({ ...base, expiresAt: timestamp, daysLeft: z.int() }),
  'policy-broken': z.strictObject({
    ...base,
    policy: z.enum(POLICIES),
    limitDays: z.int(),
    since: timestamp,
  }),
} as const satisfies Record<KeyEventKind | KeyReport['kind'], z.ZodObject>;

/** The kinds of key events with a reason. */
const TROUBLED: readonly KeyEventKind[] = KEY_EVENT_KINDS.filter((kind) => 'reason' in NOTICES[kind].shape);

/** The detail of an event of a managed key. */
export function noticeDetail(
  { id, kind, atMs, tenant, owner, keyId: key, token, reason }: PublishedKeyEvent,
  deployment: string,
): Readonly<Record<string, unknown>> {
  return {
    ...{
      id,
      at: formatTimestamp(atMs),
      deployment,
      tenant,
      owner,
      keyId: key,
      says: NOTICE_WORDS[kind],
      version: token,
    },
    ...(TROUBLED.includes(kind) && { reason, advice: reason && REMEDIATION[reason].words }),
  };
}

/** The detail of an event of the daily check. */
export function reportDetail(report: KeyReport, deployment: string): Readonly<Record<string, unknown>> {
  const { id, kind, atMs, tenant, owner, keyId: key } = report;
  const common = {
    id,
    at: formatTimestamp(atMs),
    deployment,
    tenant,
    owner,
    keyId: key,
    says: NOTICE_WORDS[kind],
  };
  if (report.kind === 'expiring') {
    return { ...common, expiresAt: formatTimestamp(report.expiresAtMs), daysLeft: report.daysLeft };
  }
  const { policy, limitDays, sinceMs } = report;
  return { ...common, policy, limitDays, since: formatTimestamp(sinceMs) };
}
