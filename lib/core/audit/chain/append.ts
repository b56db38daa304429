import type { Clock } from '../../runtime.ts';
import { UnavailableError } from '../../store.ts';
import type { ChainStore, LinkArchive } from './chain-store.ts';
import { type AuditLink, type ChainedEvent, eventName, nextLink } from './link.ts';

export interface AppendDeps {
  readonly store: ChainStore;
  /** Undefined where the deployment has none. */
  readonly archive: LinkArchive | undefined;
  /** For how many days events are kept. */
  readonly retentionDays: number;
  readonly clock: Clock;
  /** Waits, longer at each attempt (1, 2, …). */
  readonly pause: (attempt: number) => Promise<void>;
}

const ATTEMPTS = 20;

/**
 * Appends the events that are not in the chain yet, as one link. Whoever runs beside appends before or after: the
 * number of a link is taken once. No link is appended before the one before it is in the archive, so that at most
 * the head is missing there, whenever this is interrupted; a repetition makes up for it.
 *
 * @returns the head, and undefined where there is no link at all
 * @throws UnavailableError if a store doesn't answer, or others are faster all the time
 */
export async function appendEvents(
  deps: AppendDeps,
  events: readonly ChainedEvent[],
): Promise<AuditLink | undefined> {
  let fresh = withoutRepetitions(events);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const head = await archivedHead(deps);
    if (fresh.length === 0) return head;
    const outcome = await appendTo(deps, head, fresh);
    if ('link' in outcome) return outcome.link;
    const known = new Set(outcome.known.map(eventName));
    fresh = fresh.filter((event) => !known.has(eventName(event)));
    if (known.size === 0) await deps.pause(attempt);
  }
  throw new UnavailableError('the chain did not take the link; try again');
}

/** Appends a link without events, so that a quiet time shows in the chain, and its head never ages out. */
export async function appendHeartbeatLink(deps: AppendDeps): Promise<void> {
  // Where somebody else is faster, theirs is the sign.
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
