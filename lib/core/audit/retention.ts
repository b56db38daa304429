import { MS_PER_DAY } from '../keys/lifetime.ts';

/** A little over 13 months, so that a full year can be audited after it has ended. */
export const AUDIT_RETENTION_DAYS = 400;

/**
 * The additional retention of links in days. DynamoDB can remove items days late, and an event must not outlive its
 * link.
 */
export const LINKS_KEPT_LONGER_DAYS = 30;

/** The end of the retention of an event, in milliseconds since 1970. */
export function eventKeptUntilMs(atMs: number, retentionDays: number): number {
  return atMs + retentionDays * MS_PER_DAY;
}

/** The earliest end of the retention of a link, in milliseconds since 1970. */
export function linkKeptUntilMs(atMs: number, retentionDays: number): number {
  return eventKeptUntilMs(atMs, retentionDays + LINKS_KEPT_LONGER_DAYS);
}
