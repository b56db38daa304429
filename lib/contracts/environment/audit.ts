import { parseDecimal } from '../decimal.ts';
import { keyTable } from './fields.ts';
import { environment, optional, text, type ValueOf, variable } from './variables.ts';

const auditTable = text('POSTERN_AUDIT_TABLE');

/** The retention of events in days. */
export const auditRetentionDays = variable('POSTERN_AUDIT_RETENTION_DAYS', {
  parse(value) {
    const days = parseDecimal(value);
    return days !== undefined && days > 0 ? days : undefined;
  },
  allowed: 'a whole number of days, 1 or more',
});

/** Undefined if events are retained as long as their table. */
export const { read: readAuditRetentionDays } = optional(auditRetentionDays);

const audit = {
  auditTable,
  /** The archive bucket of the links; undefined if there is none. */
  auditArchive: optional(text('POSTERN_AUDIT_ARCHIVE')),
  auditRetentionDays,
};

/** The environment of functions that read the audit chain. */
export const auditVariables = environment(audit);
export type AuditEnvironment = ValueOf<typeof auditVariables>;

/** The environment of the function that appends to the audit chain. */
export const appendVariables = environment({ keyTable, ...audit });

/** The environment of the function that checks the audit chain. */
export const checkVariables = environment({ keyTable, auditTable });
