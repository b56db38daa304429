import * as z from 'zod';
import { ADVICE, TROUBLE_REASONS } from '../core/rotation/failures.ts';
import { NOTICE_KINDS, type NoticeKind, type ToldNotice } from '../core/rotation/notices.ts';
import { POLICIES } from '../core/rotation/policy.ts';
import type { KeyReport } from '../core/rotation/report.ts';
import { formatTimestamp } from '../core/timestamp.ts';
import { storedId, timestamp } from './http/response-fields.ts';

/** The `source` of each event on the bus. Its `detail-type` is the notice's kind. */
export const NOTICE_SOURCE = 'postern';

/** What each notice says, for people. */
export const NOTICE_WORDS: Readonly<Record<NoticeKind | KeyReport['kind'], string>> = {
  started: 'A rotation has begun. The current value is accepted as before.',
  finished: 'The new value is current everywhere. The old one is accepted until the overlap has passed.',
  failed: 'Something stands in the way of a rotation. The old value is accepted as before.',
  stuck: 'A rotation does not get on and is given up. The old value is accepted as before.',
  abandoned: 'What a rotation that was given up left is cleared away. A new one begins when it is due.',
  superseded: 'Another rotation took the place of one that was open.',
  retired: 'The old value has ended.',
  'retired-at-limit':
    'The old value has ended at its limit: it was used to the end, or nobody could tell that it was not.',
  'rolled-back': 'The previous value is current again.',
  'replaced-at-once': 'The value was replaced at once. All others are refused.',
  'secret-holds-dead-key':
    'The current value of the secret is not accepted. Consumers that read it are refused.',
  'label-moved-by-hand':
    'Somebody made another accepted value current. It counts from now on, and nothing ends before a new overlap.',
  'drift-repaired':
    'The policy, the schedule or the tags of the secret differed from the settings of the key, and were put back.',
  unmanaged: 'The key is not managed any more. Its value is accepted as before, and nobody rotates it.',
  expiring: 'The key expires, managed or not: extend it, or issue another one.',
  'policy-broken': 'The key breaks a policy of its tenant or profile. Told each day for as long as it does.',
};

const base = {
  /** The same each time that a notice is told: drop those that you have. */
  id: z.string(),
  at: timestamp,
  /** The name of the deployment of rotation: secrets lie below `postern/<deployment>/`. */
  deployment: z.string(),
  tenant: storedId,
  owner: storedId,
  keyId: storedId,
  /** What it means, in a sentence. */
  says: z.string(),
};

/** The version of the secret that it is about. */
const version = z.string();
const happened = { ...base, version };
/** A word for what stands in the way, and what to do. */
const trouble = { reason: z.enum(TROUBLE_REASONS).nullable(), advice: z.string().nullable() };

/** What the `detail` of the events of each kind holds. */
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
  /** `daysLeft`: whole days, counted by the calendar. */
  expiring: z.strictObject({ ...base, expiresAt: timestamp, daysLeft: z.int() }),
  'policy-broken': z.strictObject({
    ...base,
    policy: z.enum(POLICIES),
    limitDays: z.int(),
    since: timestamp,
  }),
} as const satisfies Record<NoticeKind | KeyReport['kind'], z.ZodObject>;

/** The kinds of notices that can tell what stands in the way. */
const TROUBLED: readonly NoticeKind[] = NOTICE_KINDS.filter((kind) => 'reason' in NOTICES[kind].shape);

/** The detail of what happened to a managed key. */
export function noticeDetail(
  { id, kind, atMs, tenant, owner, keyId: key, token, reason }: ToldNotice,
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
    ...(TROUBLED.includes(kind) && { reason, advice: reason && ADVICE[reason].words }),
  };
}

/** The detail of what is told of a key by the calendar. */
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
