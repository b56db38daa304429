import * as z from 'zod';
import { ADVICE, TROUBLE_REASONS } from '../core/rotation/failures.ts';
import { NOTICE_KINDS, type NoticeKind, type ToldNotice } from '../core/rotation/notices.ts';
import { instant, keyId, tenantId } from './http/fields.ts';

/** The `source` of each event on the bus. */
export const NOTICE_SOURCE = 'postern';

/** What each notice says, for people. */
export const NOTICE_WORDS: Readonly<Record<NoticeKind, string>> = {
  started: 'A rotation has begun. The current value is accepted as before.',
  finished: 'The new value is current everywhere. The old one is accepted until the overlap has passed.',
  failed: 'Something stands in the way of a rotation. The old value is accepted as before.',
  stuck: 'A rotation does not get on and is given up. The old value is accepted as before.',
  abandoned: 'What a rotation that was given up left is cleared away. A new one begins when it is due.',
  superseded: 'Another rotation took the place of one that was open.',
  retired: 'The old value has ended.',
  'retired-at-limit':
    'The old value has ended at its limit: that it was unused could not be told, or it was used to the end.',
  'rolled-back': 'The previous value is current again.',
  'replaced-at-once': 'The value was replaced at once. All others are refused.',
  'secret-holds-dead-key':
    'The current value of the secret is not accepted. Consumers that read it are refused.',
  'label-moved-by-hand':
    'Somebody moved AWSCURRENT to another value that is accepted. It counts from now on, and nothing ends before a new overlap.',
  unmanaged:
    'The key is not managed any more: nothing rotates its value, and the secret keeps the last one. It is marked.',
};

/** What the `detail` of each event holds. */
const noticeBase = z.strictObject({
  /** The same each time that a notice is told: drop those that you have. */
  id: z.string(),
  kind: z.enum(NOTICE_KINDS),
  at: instant,
  /** The name of the deployment of rotation: secrets lie below `postern/<deployment>/`. */
  deployment: z.string(),
  tenant: tenantId,
  keyId,
  /** What it means, in a sentence. */
  says: z.string(),
  /** The id of the secret's version that it is about. */
  version: z.string(),
  /** Of what stands in the way: a word for it. */
  reason: z.enum(TROUBLE_REASONS).nullable(),
  /** … and what to do. */
  advice: z.string().nullable(),
});
export type NoticeDetail = z.output<typeof noticeBase>;

/** A notice as it stands on the bus. */
export function noticeDetail(
  { id, kind, atMs, tenant, keyId, token, reason }: ToldNotice,
  deployment: string,
): NoticeDetail {
  return {
    id,
    kind,
    at: new Date(atMs).toISOString(),
    deployment,
    tenant,
    keyId,
    says: NOTICE_WORDS[kind],
    version: token,
    reason,
    advice: reason && ADVICE[reason].words,
  };
}
