import type { Clock } from '../../runtime.ts';
import type { ChainStore } from './chain-store.ts';
import type { Finding } from './finding.ts';
import { linkFaults } from './link-checks.ts';

export interface HealthDeps {
  readonly store: Pick<ChainStore, 'readNewest' | 'readProbe'>;
  /** Sends a probe the way that changes go; answers when the first one was sent. */
  readonly sendProbe: (sentAtMs: number) => Promise<number>;
  readonly clock: Clock;
}

export interface ChainHealth {
  /** How long ago the newest probe was sent that came through: what was changed since may have no link. */
  readonly behindMs: number;
  /** What is wrong with the newest links. */
  readonly findings: readonly Finding[];
}

/** How many links each check looks at: more than a check's interval usually brings. */
const NEWEST = 25;

/**
 * Looks whether the chain keeps up, at a cost that doesn't depend on how many tenants there are: each check sends a
 * probe through the stream that changes go through, and looks which one came through.
 *
 * @throws UnavailableError if a store doesn't answer
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
