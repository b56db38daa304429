import { auditRetentionDays, auditVariables } from './audit.ts';
import {
  keyTable,
  limitsTable,
  plans,
  profile,
  tenantLimits,
  tenantSuspension,
  trustedHost,
} from './fields.ts';
import { rotationTarget } from './rotation.ts';
import { usageTable } from './usage.ts';
import { environment, optional, text, type ValueOf } from './variables.ts';

/** The access tokens that the console API accepts. */
const consoleUsers = environment({
  issuer: text('POSTERN_CONSOLE_USERS_ISSUER'),
  /** The scope that a token must have. */
  scope: text('POSTERN_CONSOLE_USERS_SCOPE'),
  /** The token claim with roles, which can only lower the stored role. */
  roleClaim: text('POSTERN_CONSOLE_USERS_ROLE_CLAIM'),
});
export type ConsoleUsersEnvironment = ValueOf<typeof consoleUsers>;

/** The dashboard has no table. */
export const dashboardVariables = environment({
  consoleUsers,
  /** The client of the dashboard at the identity provider. */
  clientId: text('POSTERN_DASHBOARD_CLIENT_ID'),
});

/** An optional value is undefined if the deployment does not have that part. */
export const publicApiVariables = environment({
  keyTable,
  limitsTable,
  profile,
  plans,
  tenantLimits,
  tenantSuspension,
  trustedHost,
  consoleUsers: optional(consoleUsers),
});

export const selfServiceVariables = environment({
  keyTable,
  limitsTable,
  profile,
  plans,
  tenantLimits,
  tenantSuspension,
  trustedHost,
  usageTable: optional(usageTable),
  auditRetentionDays: optional(auditRetentionDays),
});

export const controlApiVariables = environment({
  keyTable,
  limitsTable,
  profile,
  plans,
  tenantLimits,
  tenantSuspension,
  consoleUsers: optional(consoleUsers),
  usageTable: optional(usageTable),
  audit: optional(auditVariables),
  rotationTarget: optional(rotationTarget),
  /** The prefix of the alarm names; undefined without monitoring. */
  alarmPrefix: optional(text('POSTERN_ALARM_PREFIX')),
});

export const collectKeyMetricsVariables = environment({
  keyTable,
  usageTable: optional(usageTable),
  /** The parameter with the heartbeat URL; undefined if no heartbeat is sent. */
  heartbeatParameter: optional(text('POSTERN_HEARTBEAT_PARAMETER')),
});
