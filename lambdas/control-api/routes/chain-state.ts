import type { auditRoutes } from '../../../lib/contracts/http/audit.ts';
import type { RouteResponse } from '../../../lib/contracts/http/route.ts';
import { AUDIT_CHAIN_LAG_SECONDS } from '../../../lib/contracts/metrics.ts';
import type { ChainState } from '../../../lib/core/audit/chain/state.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';

type View = RouteResponse<(typeof auditRoutes)['showAuditChain']>;

/** The state of the chain: behind before the first probe, and from the lag at which the alarm of the chain starts. */
export function viewChainState(
  { sinceMs, deliveredMs, newestAtMs, verifiedSinceMs, verifiedLinks, faults }: ChainState,
  nowMs: number,
): View {
  const isBehind = deliveredMs === null || nowMs - deliveredMs > AUDIT_CHAIN_LAG_SECONDS * 1000;
  return {
    state: faults.length > 0 ? 'faulty' : isBehind ? 'behind' : 'intact',
    since: isoOf(sinceMs),
    linkedThrough: isoOf(deliveredMs),
    newestLinkAt: isoOf(newestAtMs),
    verifiedSince: isoOf(verifiedSinceMs),
    verifiedLinks,
    verifiedAt: isoOf(nowMs),
    faults: [...new Set(faults)],
  };
}
