import type { Clock } from '../../runtime.ts';
import { UnavailableError } from '../../store.ts';
import type { ChainStore, LinkArchive } from './chain-store.ts';
import { type AuditLink, type ChainedEvent, eventName, nextLink } from './link.ts';

export interface AppendDeps {
  readonly store: ChainStore;
  /** Undefined if the deployment has no archive. */
  readonly archive: LinkArchive | undefined;
  /** The retention of events in days. */
  readonly retentionDays: number;
  readonly clock: Clock;
  /** Waits before the retry that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
}

const ATTEMPTS = 20;

/**
 * Appends the events that are not in the chain yet, as one link. Concurrent appends are serialized, because a link
 * number can be taken once. A link is appended only after the previous one is in the archive. If an append is
 * interrupted, at most the head is missing in the archive, and a retry adds it.
 *
 * @returns the head; undefined if the chain is empty
 * @throws UnavailableError if a store does not respond, or if all attempts conflict with other appends
 */
export async function appendEvents(
  deps: AppendDeps,
  events: readonly ChainedEvent[],
): Promise<AuditLink | undefined> {
  let unlinked = withoutRepetitions(events);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const head = await archivedHead(deps);
    if (unlinked.length === 0) return head;
    const outcome = await appendTo(deps, head, unlinked);
    if ('link' in outcome) return outcome.link;
    const known = new Set(outcome.known.map(eventName));
    unlinked = unlinked.filter((event) => !known.has(eventName(event)));
    if (known.size === 0) await deps.backoff(attempt);
  }
  throw new UnavailableError('the link was not appended to the chain; try again');
}

/** Appends a link without events, which proves that the chain is alive and keeps its head within retention. */
export async function appendHeartbeatLink(deps: AppendDeps): Promise<void> {
  // If another append was faster, its link is the heartbeat.
  await appendTo(deps, await archivedHead(deps), []);
}

async function archivedHead({ store, archive }: AppendDeps): Promise<AuditLink | undefined> {
  const [head] = await store.readNewest(1);
  if (head) await archive?.keep(head);
  return head;
}

async function appendTo(
  { store, archive, clock, retentionDays }: AppendDeps,
  head: AuditLink | undefined,
  events: readonly ChainedEvent[],
) {
  const link = nextLink(head, events, { nowMs: clock(), retentionDays });
  const outcome = await store.append(link);
  if (!outcome.appended) return outcome;
  await archive?.keep(link);
  return { link };
}

function withoutRepetitions(events: readonly ChainedEvent[]): readonly ChainedEvent[] {
  return [...new Map(events.map((event) => [eventName(event), event])).values()];
}
