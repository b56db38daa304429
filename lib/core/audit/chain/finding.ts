import type { AuditLink } from './link.ts';

/** The faults of a link. */
export const LINK_FAULTS = [
  /** Its content matches neither its own hash nor the hash in the next link. */
  'link-changed',
  /** It was removed before the end of its retention. */
  'link-missing',
  /** Another link has its number. */
  'link-forked',
  /** The archive does not contain it although the allowed delay has passed. */
  'link-not-archived',
  /** The chain ends with it too early: later links were removed, or appending has stopped. */
  'chain-stale',
  /** Its first link is newer than events that should be in it: the chain was replaced, or added later. */
  'chain-restarted',
  /** The chain does not begin with the recorded link 1: the chain was replaced. */
  'beginning-moved',
] as const;

/** The faults of an event. */
export const EVENT_FAULTS = [
  'event-changed',
  'event-missing',
  /** It is stored among events of another time. */
  'event-reordered',
  'event-duplicated',
  /** It is in no link although the allowed delay has passed. */
  'event-unlinked',
] as const;

export type LinkFault = (typeof LINK_FAULTS)[number];

/** A fault of a link. */
export interface LinkFinding {
  readonly fault: LinkFault;
  readonly link: number;
}

export type Finding =
  | LinkFinding
  | {
      readonly fault: (typeof EVENT_FAULTS)[number];
      readonly tenant: string;
      readonly id: string;
      readonly atMs: number;
    };

export function linkFault(fault: LinkFault, { number }: Pick<AuditLink, 'number'>): LinkFinding {
  return { fault, link: number };
}
