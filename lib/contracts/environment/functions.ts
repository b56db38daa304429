import { auditRetentionDays, auditVariables } from './audit.ts';
import { keyTable, plans, profile, trustedHost } from './fields.ts';
import { rotationTarget } from './rotation.ts';
import { usageTable } from './usage.ts';
import { environment, optional, text, type ValueOf } from './variables.ts';

/** Whose access tokens open the console. */
const consoleUsers = environment({
  issuer: text('POSTERN_CONSOLE_USERS_ISSUER'),
  /** What a token must hold. */
  scope: text('POSTERN_CONSOLE_USERS_SCOPE'),
  /** The claim of a token that may lower a role. */
  roleClaim: text('POSTERN_CONSOLE_USERS_ROLE_CLAIM'),
});
export type ConsoleUsersEnvironment = ValueOf<typeof consoleUsers>;

/** Each optional value is undefined where the deployment has no such part. */
export const publicApiVariables = environment({
  keyTable,
  profile,
  plans,
  trustedHost,
  consoleUsers: optional(consoleUsers),
});

export const selfServiceVariables = environment({
  keyTable,
  profile,
  plans,
  trustedHost,
  usageTable: optional(usageTable),
  auditRetentionDays: optional(auditRetentionDays),
});

export const controlApiVariables = environment({
  keyTable,
  profile,
  plans,
  consoleUsers: optional(consoleUsers),
  usageTable: optional(usageTable),
  audit: optional(auditVariables),
  rotationTarget: optional(rotationTarget),
});

export const collectKeyMetricsVariables = environment({
  keyTable,
  usageTable: optional(usageTable),
  /** The parameter with the URL of the heartbeat; undefined where none is sent. */
  signalParameter: optional(text('POSTERN_HEARTBEAT_PARAMETER')),
});
