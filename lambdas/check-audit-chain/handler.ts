import { findingLine, lagLine } from '../../lib/contracts/audit-log-lines.ts';
import { AUDIT_CHAIN_LAG_SECONDS, auditMetricsLine } from '../../lib/contracts/metrics.ts';
import { type HealthDeps, readChainHealth } from '../../lib/core/audit/chain/health.ts';

export interface CheckAuditChainDeps extends HealthDeps {
  readonly auditTable: string;
  /** One line each. */
  readonly log: (line: string) => void;
}

/** Makes the handler that checks the lag and the latest links of the chain every minute. */
export function createHandler(deps: CheckAuditChainDeps) {
  return async (): Promise<void> => {
    const { behindMs, findings } = await readChainHealth(deps);
    const behindSeconds = Math.round(behindMs / 1000);
    for (const finding of findings) deps.log(findingLine(finding));
    if (behindSeconds > AUDIT_CHAIN_LAG_SECONDS) deps.log(lagLine(behindSeconds));
    deps.log(auditMetricsLine(deps.auditTable, { behindSeconds, broken: findings.length }, deps.clock()));
  };
}
