import type { Clock } from '../../runtime.ts';
import type { ChainStore } from './chain-store.ts';
import type { Finding } from './finding.ts';
import { linkFaults } from './link-checks.ts';

export interface HealthDeps {
  readonly store: Pick<ChainStore, 'readNewest' | 'readProbe'>;
  /** Sends a probe through the stream of changes; returns when the first probe was sent. */
  readonly sendProbe: (sentAtMs: number) => Promise<number>;
  readonly clock: Clock;
}

export interface ChainHealth {
  /** The age of the newest delivered probe in milliseconds: later changes may not be linked yet. */
  readonly behindMs: number;
  /** The faults of the newest links. */
  readonly findings: readonly Finding[];
}

/** The number of links that each check reads: more than usually arrive between two checks. */
const NEWEST = 25;

/**
 * Checks the lag of the chain at a cost that does not depend on the number of tenants: each check sends a probe through
 * the stream of changes and reads the newest delivered probe.
 *
 * @throws UnavailableError if a store does not respond
 */
export async function readChainHealth({ store, sendProbe, clock }: HealthDeps): Promise<ChainHealth> {
  const nowMs = clock();
  const [newest, seenAtMs] = await Promise.all([store.readNewest(NEWEST), store.readProbe()]);
  const firstSentAtMs = await sendProbe(nowMs);
  return {
    behindMs: Math.max(0, nowMs - (seenAtMs ?? firstSentAtMs)),
    findings: newest.flatMap((link, index) => linkFaults(link, newest[index - 1])),
  };
}
