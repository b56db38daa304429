import { lagLine, tamperingLine, unlinkedLine } from '../../lib/contracts/audit-log-lines.ts';
import { AUDIT_CHAIN_LAG_SECONDS, auditMetricsLine } from '../../lib/contracts/metrics.ts';
import { appendEvents, appendHeartbeatLink } from '../../lib/core/audit/chain/append.ts';
import type { ChainedEvent } from '../../lib/core/audit/chain/link.ts';
import { type LinkMissedDeps, linkMissedEvents } from '../../lib/core/audit/chain/link-missed.ts';
import { MS_PER_DAY } from '../../lib/core/keys/lifetime.ts';
import { readRecord, streamEvent } from './read-record.ts';

export interface AppendAuditChainDeps extends LinkMissedDeps {
  readonly auditTable: string;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler of the key table's stream, which appends each batch as a link. If the append fails, Lambda retries
 * the batch. Unreadable events are excluded from the link and reported as tampering.
 */
export function createHandler(deps: AppendAuditChainDeps) {
  return async (event: unknown): Promise<void> => {
    const records = streamEvent.parse(event).Records.flatMap((record) => readRecord(record) ?? []);
    const tampering = records.flatMap((each) => ('tampering' in each ? [each.tampering] : []));
    const read = records.filter((each) => 'event' in each);
    const events = read.map(({ event }) => event);
    const probes = records.flatMap((each) => ('probeSentAtMs' in each ? [each.probeSentAtMs] : []));
    for (const each of tampering) deps.log(tamperingLine(each));
    if (tampering.length > 0) logMetrics(deps, { broken: tampering.length });
    try {
      // Before the append, so that the archive has each event that is in a link.
      if (read.length > 0) await deps.archive?.keepEvents(read.map(({ content }) => content));
      await chain(deps, events, probes);
    } catch (error) {
      reportUnlinked(deps, events, error);
      throw error;
    }
  };
}

async function chain(
  deps: AppendAuditChainDeps,
  events: readonly ChainedEvent[],
  probes: readonly number[],
): Promise<void> {
  const head = await appendEvents(deps, events);
  // After the append, so that a recorded probe proves that all earlier events are in the chain.
  if (probes.length === 0) return;
  await linkMissedEvents(deps, probes);
  await deps.store.recordProbe(Math.max(...probes));
  if (!head || deps.clock() - head.atMs > MS_PER_DAY) await appendHeartbeatLink(deps);
}

/** Reports the lag of a failed batch, because the probes may be in another shard. */
function reportUnlinked(deps: AppendAuditChainDeps, events: readonly ChainedEvent[], error: unknown): void {
  deps.log(unlinkedLine(error));
  const oldestMs = Math.min(...events.map(({ atMs }) => atMs));
  const behindSeconds = Math.round((deps.clock() - oldestMs) / 1000);
  if (!(behindSeconds > AUDIT_CHAIN_LAG_SECONDS && Number.isFinite(behindSeconds))) return;
  deps.log(lagLine(behindSeconds));
  logMetrics(deps, { behindSeconds });
}

function logMetrics(
  { log, auditTable, clock }: AppendAuditChainDeps,
  values: Parameters<typeof auditMetricsLine>[1],
): void {
  log(auditMetricsLine(auditTable, values, clock()));
}
