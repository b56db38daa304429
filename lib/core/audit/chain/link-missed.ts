import { paginate, paginateItems } from '../../pagination.ts';
import type { Store } from '../../store.ts';
import { eventKeptUntilMs } from '../retention.ts';
import { type AppendDeps, appendEvents } from './append.ts';
import { chainedEvent } from './link.ts';

export interface LinkMissedDeps extends AppendDeps {
  /** The audit events in the key table. */
  readonly trail: Pick<Store, 'listTenants' | 'listAuditEvents'>;
}

/** Probes are sent every minute. After a longer gap, the stream has lost probes, and the events of that time. */
const PROBE_GAP_MS = 10 * 60_000;
/** The difference between the clocks of writers, and between the shards of the stream. */
const MARGIN_MS = 10 * 60_000;
/** Less than a link can contain. */
const EVENTS_PER_PAGE = 50;

/**
 * Links the events that the stream has lost: it retains them for a day. They are found by a gap between the last delivered
 * probe and the given ones, and are read from the key table. Events that are in the chain are not linked again.
 *
 * @throws UnavailableError if a store does not respond: repeat with the same probes
 */
export async function linkMissedEvents(deps: LinkMissedDeps, probesMs: readonly number[]): Promise<void> {
  const lastMs = await deps.store.readProbe();
  const nextMs = Math.min(...probesMs);
  if (lastMs === undefined || nextMs - lastMs <= PROBE_GAP_MS) return;
  const filter = { fromMs: lastMs - MARGIN_MS, untilMs: nextMs + MARGIN_MS, about: null };
  for await (const { id } of paginateItems((page) => deps.trail.listTenants(page))) {
    const events = paginate((page) => deps.trail.listAuditEvents(id, filter, page), EVENTS_PER_PAGE);
    for await (const page of events) {
      if (page.length === 0) continue;
      await deps.archive?.keepEvents(page);
      const keptUntilMs = (atMs: number) => eventKeptUntilMs(atMs, deps.retentionDays);
      await appendEvents(
        deps,
        page.map((event) => chainedEvent(event, keptUntilMs(event.atMs))),
      );
    }
  }
}
