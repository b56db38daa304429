import { parseDecimal } from '../decimal.ts';
import { required, type Variables } from './variables.ts';

/** What is told of a deployment's audit chain to whoever appends to it or reads it. */
export interface AuditEnvironment {
  readonly auditTable: string;
  /** The bucket that keeps each link for good; undefined where there is none. */
  readonly auditArchive: string | undefined;
  /** For how many days events are kept. */
  readonly auditRetentionDays: number;
}

/** The variables that `readAuditEnvironment` reads. */
export function auditVariables({ auditTable, auditArchive, ...retention }: AuditEnvironment): Variables {
  return {
    POSTERN_AUDIT_TABLE: auditTable,
    ...(auditArchive !== undefined && { POSTERN_AUDIT_ARCHIVE: auditArchive }),
    ...auditRetentionVariables(retention),
  };
}

/** The variable that `readAuditRetentionDays` reads: for whoever writes events. */
export function auditRetentionVariables({
  auditRetentionDays,
}: Pick<AuditEnvironment, 'auditRetentionDays'>): Variables {
  return { POSTERN_AUDIT_RETENTION_DAYS: String(auditRetentionDays) };
}

/** Undefined where events are kept as long as their table. */
export function readAuditRetentionDays(variables: NodeJS.ProcessEnv): number | undefined {
  return variables.POSTERN_AUDIT_RETENTION_DAYS ? readDays(variables) : undefined;
}

/** @throws Error that names the variable if one is missing or wrong */
export function readAuditEnvironment(variables: NodeJS.ProcessEnv): AuditEnvironment {
  return {
    auditTable: required(variables, 'POSTERN_AUDIT_TABLE'),
    auditArchive: variables.POSTERN_AUDIT_ARCHIVE || undefined,
    auditRetentionDays: readDays(variables),
  };
}

/** Undefined where the deployment keeps no chain. */
export function readAudit(variables: NodeJS.ProcessEnv): AuditEnvironment | undefined {
  return variables.POSTERN_AUDIT_TABLE ? readAuditEnvironment(variables) : undefined;
}

/** What the check of the chain is told. */
export interface CheckEnvironment extends Pick<AuditEnvironment, 'auditTable'> {
  readonly keyTable: string;
}

/** The variables that `readCheckEnvironment` reads. */
export function checkVariables({ keyTable, auditTable }: CheckEnvironment): Variables {
  return { POSTERN_KEY_TABLE: keyTable, POSTERN_AUDIT_TABLE: auditTable };
}

/** @throws Error that names the variable if one is missing */
export function readCheckEnvironment(variables: NodeJS.ProcessEnv): CheckEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    auditTable: required(variables, 'POSTERN_AUDIT_TABLE'),
  };
}

function readDays(variables: NodeJS.ProcessEnv): number {
  const text = required(variables, 'POSTERN_AUDIT_RETENTION_DAYS');
  const days = parseDecimal(text);
  if (days !== undefined && days > 0) return days;
  throw new Error(`POSTERN_AUDIT_RETENTION_DAYS is '${text}'; allowed: a whole number of days, 1 or more`);
}
