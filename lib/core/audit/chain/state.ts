import type { ChainStateReader } from './chain-store.ts';
import type { LinkFault } from './finding.ts';
import { anchorFaults, linkFaults } from './link-checks.ts';

/** The state of the chain, from its oldest and its newest links. */
export interface ChainState {
  /** The time of the oldest stored link: later changes can be verified. Null before the first link. */
  readonly sinceMs: number | null;
  /** The time until which all changes were delivered to the chain; null before the first probe. */
  readonly deliveredMs: number | null;
  /** The time of the newest link; null before the first. */
  readonly newestAtMs: number | null;
  /** The time of the oldest of the newest links that were verified; null without links. */
  readonly verifiedSinceMs: number | null;
  /** The number of newest links that were verified. */
  readonly verifiedLinks: number;
  readonly faults: readonly LinkFault[];
}

/** The links that a request verifies: one read of the table. The CLI verifies the whole chain. */
const NEWEST = 25;

/**
 * Reads the state of the chain and verifies its newest links.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function readChainState(chain: ChainStateReader, nowMs: number): Promise<ChainState> {
  const [first, newest, deliveredMs] = await Promise.all([
    chain.listLinks({ cursor: undefined, limit: 1 }),
    chain.readNewest(NEWEST),
    chain.readProbe(),
  ]);
  const [anchor] = first === 'invalid-cursor' ? [] : first.items;
  return {
    sinceMs: anchor?.atMs ?? null,
    deliveredMs: deliveredMs ?? null,
    newestAtMs: newest.at(-1)?.atMs ?? null,
    verifiedSinceMs: newest[0]?.atMs ?? null,
    verifiedLinks: newest.length,
    faults: [
      ...(anchor ? anchorFaults(anchor, nowMs) : []),
      ...newest.flatMap((link, index) => linkFaults(link, newest[index - 1])),
    ].map(({ fault }) => fault),
  };
}
