import { auditRetentionDays, auditVariables } from './audit.ts';
import { keyTable, plans, profile, trustedHost } from './fields.ts';
import { rotationTarget } from './rotation.ts';
import { usageTable } from './usage.ts';
import { environment, optional, text, type ValueOf } from './variables.ts';

/** Whose access tokens open the console. */
const people = environment({
  issuer: text('POSTERN_PEOPLE_ISSUER'),
  /** What a token must hold. */
  scope: text('POSTERN_PEOPLE_SCOPE'),
  /** The claim of a token that may lower a role. */
  roleClaim: text('POSTERN_PEOPLE_ROLE_CLAIM'),
});
export type PeopleEnvironment = ValueOf<typeof people>;

/** Each optional value is undefined where the deployment has no such part. */
export const publicApiVariables = environment({
  keyTable,
  profile,
  plans,
  trustedHost,
  people: optional(people),
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
  people: optional(people),
  usageTable: optional(usageTable),
  audit: optional(auditVariables),
  rotationTarget: optional(rotationTarget),
});

export const countKeysVariables = environment({
  keyTable,
  usageTable: optional(usageTable),
  /** The parameter with the URL of the heartbeat; undefined where none is sent. */
  signalParameter: optional(text('POSTERN_SIGNAL_PARAMETER')),
});
