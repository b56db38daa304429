import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AUDIT_METRICS } from '../../../contracts/metrics.ts';
import { type AlarmDefinition, AT_LEAST, BREACHING, NOT_BREACHING } from '../alarm.ts';
import { MINUTE, ownMetric, waitingMessages } from '../metrics.ts';
import type { WatchThresholds } from '../thresholds.ts';
import type { WatchedAuditChain } from '../monitored-resources.ts';

const COMMON = { period: MINUTE, comparison: AT_LEAST } as const;
const AT_ONCE = { breaching: 1, of: 10 } as const;

/** Alarms on unusual use of the admin API. A minute without calls has no value and does not breach. */
export function adminAlarms(
  { changes, refusals }: { readonly changes: Metric; readonly refusals: Metric },
  thresholds: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  return [
    {
      ...COMMON,
      name: 'admin-change-burst',
      what: 'Unusually many admin API changes: a bulk import, a faulty script or an intruder.',
      query: 'admin-changes',
      metric: changes,
      threshold: thresholds.adminChangesAMinute,
      periods: AT_ONCE,
      missing: NOT_BREACHING,
    },
    {
      ...COMMON,
      name: 'admin-refusals',
      what: 'Calls of the admin API are denied: an intruder tests permissions, or a role lacks one.',
      query: 'refused-admin-calls',
      metric: refusals,
      threshold: thresholds.adminRefusalsAMinute,
      periods: AT_ONCE,
      missing: NOT_BREACHING,
    },
  ];
}

/** Alarms on the integrity of the audit trail. Its lag is reported every minute, so that a missing value breaches. */
export function auditAlarms(
  { auditTable, deadLetters }: WatchedAuditChain,
  { auditChainBehindSeconds }: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  const { dimension, broken, behindSeconds } = AUDIT_METRICS;
  return [
    {
      ...COMMON,
      name: 'audit-chain-broken',
      pages: 'as-cause',
      what: 'The audit trail was modified, or part of it is missing.',
      query: 'admin-changes',
      metric: ownMetric(dimension, auditTable, broken, Stats.SUM),
      threshold: 1,
      periods: { breaching: 1, of: 60 },
      missing: NOT_BREACHING,
    },
    {
      ...COMMON,
      name: 'audit-chain-behind',
      what: 'Changes are not linked into the audit chain. Their integrity cannot be verified yet.',
      query: 'admin-changes',
      metric: ownMetric(dimension, auditTable, behindSeconds, Stats.MAXIMUM),
      threshold: auditChainBehindSeconds,
      periods: { breaching: 3, of: 3 },
      missing: BREACHING,
    },
    {
      ...COMMON,
      name: 'audit-dead-letters',
      what: 'Changes could not be linked into the audit chain and are in the dead-letter queue.',
      query: 'admin-changes',
      metric: waitingMessages(deadLetters),
      threshold: 1,
      periods: { breaching: 1, of: 1 },
      missing: NOT_BREACHING,
    },
  ];
}
