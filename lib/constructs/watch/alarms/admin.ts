import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AUDIT_METRICS } from '../../../contracts/metrics.ts';
import { type AlarmDefinition, AT_LEAST, BREACHING, NOT_BREACHING } from '../alarm.ts';
import { MINUTE, ownMetric, waitingMessages } from '../measure.ts';
import type { WatchThresholds } from '../thresholds.ts';
import type { WatchedAuditChain } from '../watched.ts';

const COMMON = { period: MINUTE, comparison: AT_LEAST } as const;
const AT_ONCE = { breaching: 1, of: 10 } as const;

/** When somebody manages keys as nobody should. No calls, no value: silence is good. */
export function adminAlarms(
  { changes, refusals }: { readonly changes: Metric; readonly refusals: Metric },
  thresholds: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  return [
    {
      ...COMMON,
      name: 'admin-change-burst',
      what: 'Very many changes are made by the admin API: an import, a script that went astray, or an intruder.',
      query: 'admin-changes',
      metric: changes,
      threshold: thresholds.adminChangesAMinute,
      periods: AT_ONCE,
      missing: NOT_BREACHING,
    },
    {
      ...COMMON,
      name: 'admin-refusals',
      what: 'Calls of the admin API are refused: somebody tries what they may not, or lacks a right.',
      query: 'refused-admin-calls',
      metric: refusals,
      threshold: thresholds.adminRefusalsAMinute,
      periods: AT_ONCE,
      missing: NOT_BREACHING,
    },
  ];
}

/** When the audit trail can not be trusted. Its lag is told every minute, so that silence is a fault. */
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
      what: 'The audit trail was changed, or part of it is missing.',
      query: 'admin-changes',
      metric: ownMetric(dimension, auditTable, broken, Stats.SUM),
      threshold: 1,
      periods: { breaching: 1, of: 60 },
      missing: NOT_BREACHING,
    },
    {
      ...COMMON,
      name: 'audit-chain-behind',
      what: 'Changes are not linked into the audit chain: they can not be proved yet.',
      query: 'admin-changes',
      metric: ownMetric(dimension, auditTable, behindSeconds, Stats.MAXIMUM),
      threshold: auditChainBehindSeconds,
      periods: { breaching: 3, of: 3 },
      missing: BREACHING,
    },
    {
      ...COMMON,
      name: 'audit-dead-letters',
      what: 'Changes could not be linked into the audit chain for hours, and were given up: they are in no link.',
      query: 'admin-changes',
      metric: waitingMessages(deadLetters),
      threshold: 1,
      periods: { breaching: 1, of: 1 },
      missing: NOT_BREACHING,
    },
  ];
}
