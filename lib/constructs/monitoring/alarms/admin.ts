import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AUDIT_METRICS } from '../../../contracts/metrics.ts';
import { type AlarmDefinition, AT_LEAST, BREACHING, NOT_BREACHING } from '../alarm.ts';
import { MINUTE, selfMonitoringMetric } from '../metrics.ts';
import type { MonitoredAuditChain } from '../monitored-resources.ts';
import type { AlarmThresholds } from '../thresholds.ts';

const COMMON = { period: MINUTE, comparison: AT_LEAST } as const;
const WITHIN_10_MINUTES = { breaching: 1, of: 10 } as const;

/** Alarms on unusual use of the admin API. A minute without calls has no value and does not breach. */
export function adminAlarms(
  { changes, denials }: { readonly changes: Metric; readonly denials: Metric },
  thresholds: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  return [
    {
      ...COMMON,
      name: 'admin-change-burst',
      summary: 'Unusually many admin API changes: a bulk import, a faulty script or an intruder.',
      query: 'admin-changes',
      metric: changes,
      threshold: thresholds.adminChangesPerMinute,
      periods: WITHIN_10_MINUTES,
      missing: NOT_BREACHING,
    },
    {
      ...COMMON,
      name: 'admin-access-denied',
      summary: 'Calls of the admin API are denied: an intruder tests permissions, or a role lacks one.',
      query: 'denied-admin-calls',
      metric: denials,
      threshold: thresholds.adminDenialsPerMinute,
      periods: WITHIN_10_MINUTES,
      missing: NOT_BREACHING,
    },
  ];
}

/** Alarms on the integrity of the audit trail. Its lag is reported every minute, so a missing value breaches. */
export function auditAlarms(
  { auditTable }: MonitoredAuditChain,
  { auditChainLagSeconds }: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  const { dimension, broken, behindSeconds } = AUDIT_METRICS;
  return [
    {
      ...COMMON,
      name: 'audit-integrity-failed',
      pages: 'as-cause',
      summary: 'The audit trail was modified, or part of it is missing.',
      query: 'admin-changes',
      metric: selfMonitoringMetric(dimension, auditTable, broken, Stats.SUM),
      threshold: 1,
      periods: { breaching: 1, of: 60 },
      missing: NOT_BREACHING,
    },
    {
      ...COMMON,
      name: 'audit-chain-lag',
      summary: 'Changes are not linked into the audit chain. Their integrity cannot be verified yet.',
      query: 'admin-changes',
      metric: selfMonitoringMetric(dimension, auditTable, behindSeconds, Stats.MAXIMUM),
      threshold: auditChainLagSeconds,
      periods: { breaching: 3, of: 3 },
      missing: BREACHING,
    },
  ];
}
