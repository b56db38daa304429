import type { Clock } from '../../runtime.ts';
import { UnavailableError } from '../../store.ts';
import { type BeginningRecord, recordBeginning } from './beginning.ts';
import type { ChainStore, LinkArchive } from './chain-store.ts';
import { type AuditLink, type ChainedEvent, eventName, nextLink } from './link.ts';

export interface AppendDeps {
  readonly store: ChainStore;
  /** Undefined if the deployment has no archive. */
  readonly archive: LinkArchive | undefined;
  /** Where the chain began, outside the tables. */
  readonly beginning: BeginningRecord;
  /** The retention of events in days. */
  readonly retentionDays: number;
  readonly clock: Clock;
  /** Waits before the retry that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
}

const ATTEMPTS = 20;

/**
 * Appends the events that are not in the chain yet, as one link. Concurrent appends are serialized, because a link
 * number can be taken once. A link is appended only after the previous one is in the archive and the beginning of the chain
 * is recorded. If an append is interrupted, at most the head is missing in the archive, and a retry adds it.
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
    const head = await keptHead(deps);
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
  await appendTo(deps, await keptHead(deps), []);
}

async function keptHead(deps: AppendDeps): Promise<AuditLink | undefined> {
  const [head] = await deps.store.readNewest(1);
  if (head) await keep(deps, head);
  return head;
}

/** Stores outside the tables what verification compares the chain with. */
async function keep(deps: AppendDeps, head: AuditLink): Promise<void> {
  await deps.archive?.keep(head);
  await recordBeginning(deps);
}

async function appendTo(deps: AppendDeps, head: AuditLink | undefined, events: readonly ChainedEvent[]) {
  const link = nextLink(head, events, { nowMs: deps.clock(), retentionDays: deps.retentionDays });
  const outcome = await deps.store.append(link);
  if (!outcome.appended) return outcome;
  await keep(deps, link);
  return { link };
}

function withoutRepetitions(events: readonly ChainedEvent[]): readonly ChainedEvent[] {
  return [...new Map(events.map((event) => [eventName(event), event])).values()];
}
