import { MS_PER_DAY } from '../keys/lifetime.ts';

/** 13 months and a little: a year can be audited whole while the one after it has begun. */
export const AUDIT_RETENTION_DAYS = 400;

/**
 * How many days longer than events the links are kept that cover them: DynamoDB takes days over a removal, and no
 * event may outlive its link.
 */
export const LINKS_KEPT_LONGER_DAYS = 30;

/** Until when an event of an instant is kept, in milliseconds since 1970. */
export function eventKeptUntilMs(atMs: number, retentionDays: number): number {
  return atMs + retentionDays * MS_PER_DAY;
}

/** Until when a link of an instant is kept at least. */
export function linkKeptUntilMs(atMs: number, retentionDays: number): number {
  return eventKeptUntilMs(atMs, retentionDays + LINKS_KEPT_LONGER_DAYS);
}
