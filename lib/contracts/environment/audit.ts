import { parseDecimal } from '../decimal.ts';
import { keyTable } from './fields.ts';
import { environment, optional, text, type ValueOf, variable } from './variables.ts';

const auditTable = text('POSTERN_AUDIT_TABLE');

/** For how many days events are kept. */
export const auditRetentionDays = variable('POSTERN_AUDIT_RETENTION_DAYS', {
  parse(value) {
    const days = parseDecimal(value);
    return days !== undefined && days > 0 ? days : undefined;
  },
  allowed: 'a whole number of days, 1 or more',
});

/** Undefined where events are kept as long as their table. */
export const { read: readAuditRetentionDays } = optional(auditRetentionDays);

/** The functions that append to the audit chain of a deployment, or read it. */
export const auditVariables = environment({
  auditTable,
  /** The bucket that keeps each link for good; undefined where there is none. */
  auditArchive: optional(text('POSTERN_AUDIT_ARCHIVE')),
  auditRetentionDays,
});
export type AuditEnvironment = ValueOf<typeof auditVariables>;

/** The function that checks the audit chain. */
export const checkVariables = environment({ keyTable, auditTable });
