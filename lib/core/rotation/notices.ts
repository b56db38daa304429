import type { TroubleReason } from './failures.ts';

/** What is told about the rotation of a key. */
export const NOTICE_KINDS = [
  'started',
  'finished',
  'failed',
  'stuck',
  'abandoned',
  'superseded',
  'retired',
  'retired-at-limit',
  'rolled-back',
  'replaced-at-once',
  'secret-holds-dead-key',
  'label-moved-by-hand',
  'drift-repaired',
  'unmanaged',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One thing that happened, kept with the key until it is told. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly atMs: number;
  /** The version of the secret that it is about. */
  readonly token: string;
  /** Of a failure. */
  readonly reason: TroubleReason | null;
}

/** A notice as it is handed over. It never holds a value. */
export interface ToldNotice extends Notice {
  /** The same each time that this notice is told: receivers drop those that they have. */
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly keyId: string;
}

/** Takes what is to be told, after it was committed, at least once. */
export interface Notices {
  /** @throws UnavailableError where it can't be taken now: it is told again later */
  tell(notice: ToldNotice): Promise<void>;
}

/** The most that wait to be told; while the target is down the oldest give way. */
export const UNTOLD_LIMIT = 8;

/** Those that wait, and more. */
export function alsoUntold(untold: readonly Notice[], more: readonly Notice[]): readonly Notice[] {
  return [...untold, ...more].slice(-UNTOLD_LIMIT);
}

/** What names a notice among all of its key. */
export function noticeId(keyId: string, { kind, atMs, token }: Notice): string {
  return `${keyId}:${kind}:${token}:${atMs}`;
}
