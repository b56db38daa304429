import type { AuditLink } from './link.ts';

/** What can be wrong with a link. */
export const LINK_FAULTS = [
  /** It isn't what was linked: neither its own hash nor the one that the next link names. */
  'link-changed',
  /** It was removed, before retention could take it. */
  'link-missing',
  /** There is another one of its number. */
  'link-forked',
  /** The archive doesn't have it, though it has had the time. */
  'link-not-archived',
  /** The chain ends with it though it should have gone on: later links were deactivated, or nothing appends any more. */
  'chain-stale',
] as const;

/** What can be wrong with an event. */
export const EVENT_FAULTS = [
  'event-changed',
  'event-missing',
  /** It stands among events of another time. */
  'event-reordered',
  'event-duplicated',
  /** It has been there for a while, and is in no link. */
  'event-unlinked',
] as const;

export type Finding =
  | { readonly fault: (typeof LINK_FAULTS)[number]; readonly link: number }
  | {
      readonly fault: (typeof EVENT_FAULTS)[number];
      readonly tenant: string;
      readonly id: string;
      readonly atMs: number;
    };

export function linkFault(
  fault: (typeof LINK_FAULTS)[number],
  { number }: Pick<AuditLink, 'number'>,
): Finding {
  return { fault, link: number };
}
