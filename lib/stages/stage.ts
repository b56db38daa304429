import * as z from 'zod';
import { STAGE_NAME } from '../contracts/deployment-parameters.ts';
import { planSettings, tenantLimits } from '../contracts/plans.ts';
import type { ProfileProps } from '../contracts/profile-settings.ts';
import { IDENTIFIER } from '../core/identifiers.ts';
import { DEVELOPMENT_ORIGIN, DEVELOPMENT_ORIGINS_LIMIT } from '../core/members/development-origins.ts';
import { ISSUER_URL, SCOPE } from '../core/members/issuer.ts';
import { PROFILES } from '../core/profiles/catalogue.ts';
import { REGION_CODE } from '../core/region.ts';
import { SCHEDULES } from '../core/rotation/managed-key.ts';
import { THROTTLE_BOUNDS } from '../core/throttle-bounds.ts';

/** The stages whose settings are included. A stage with another name has the settings of `prod`. */
export const STAGE_NAMES = ['local', 'prod'] as const;
/**
 * CloudFormation keeps 25 characters of the name of a stack in generated names of roles and functions, and 24 in those of
 * buckets. The execution policies name these resources by `Postern-<stage>-`.
 */
const LONGEST_STAGE = 16;
const STAGE_HINT = `Use at most ${LONGEST_STAGE} characters of a-z, 0-9 and -, for example -c stage=prod.`;
const REMOVALS = ['retain', 'destroy'] as const;

/** The retention periods of CloudWatch Logs, in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
] as const;

const THROTTLE_HINT = `Use a whole number from ${THROTTLE_BOUNDS.min} to ${THROTTLE_BOUNDS.max}.`;
const throttleValue = z
  .int(THROTTLE_HINT)
  .min(THROTTLE_BOUNDS.min, THROTTLE_HINT)
  .max(THROTTLE_BOUNDS.max, THROTTLE_HINT);

const throttle = z.strictObject({
  /** Requests per second. */
  rateLimit: throttleValue,
  /** Burst size in requests. */
  burstLimit: throttleValue,
});

const CONSOLE_USERS = "'cognito', 'none', or an issuer with its audience and scope";

/** An OpenID provider that already has a client for the console. */
const issuer = z.strictObject(
  {
    issuer: z
      .string('Use the issuer URL of the tokens.')
      .regex(ISSUER_URL, 'Use an HTTPS URL without query, exactly as in the tokens.'),
    /** Required audience of access tokens (`aud`). */
    audience: z.string('Use the aud of the access tokens.').min(1, 'Use the aud of the access tokens.'),
    /** Required scope of access tokens. */
    scope: z
      .string('Use one scope, for example postern/console.')
      .regex(SCOPE, 'Use one scope, for example postern/console.'),
    /** Claim that can lower the role of a user. Default: the groups of Cognito. */
    roleClaim: z.string().min(1, 'Use the name of a claim.').optional(),
    /** Client of the dashboard. Default: the audience. */
    clientId: z.string().min(1, 'Use the ID of a public client.').optional(),
  },
  `Use ${CONSOLE_USERS}.`,
);

const callbackUrl = z
  .string()
  .regex(
    /^(https:\/\/[^\s#]+|http:\/\/localhost(:\d+)?(\/[^\s#]*)?)$/,
    'Use an HTTPS URL without #, or http://localhost.',
  );

const https = z.url({ protocol: /^https$/, error: 'Use an HTTPS URL.' });
const receivers = z.strictObject({
  emails: z.array(z.email('Use an email address.')).optional(),
  /** HTTPS endpoints. Each must confirm its subscription. */
  webhooks: z.array(https).optional(),
});

const monitoring = z.strictObject({
  /** `full`: all alarms and the dashboard. `essential`: the alarms that page, and tickets about faults. Default: `full`. */
  coverage: z.enum(['essential', 'full'], 'Use essential or full.').optional(),
  /** Base URL of the runbooks in alarm descriptions. Default: their path in the repository. */
  runbooks: https.optional(),
  notify: z.strictObject({
    /** Receivers of every alarm. */
    ticket: receivers.optional(),
    /** Receivers of pages. */
    page: receivers.optional(),
    /** A Slack channel that receives both, in a workspace that is authorized in the account. */
    chat: z.strictObject({ slackWorkspaceId: z.string(), slackChannelId: z.string() }).optional(),
  }),
  /** Name of the SecureString parameter with the heartbeat URL. */
  heartbeatUrlParameter: z
    .string()
    .startsWith('/', 'Use the name of a parameter, for example /alerts/postern.')
    .optional(),
  /** Alarm thresholds. Each has a default. */
  thresholds: z.record(z.string(), z.number().positive('Use a number greater than 0.')).optional(),
});
const seconds = z.int('Use a whole number of seconds.').min(0, 'Use 0 seconds or more.');
const minutes = z.int('Use a whole number of minutes.').min(1, 'Use 1 minute or more.');

/** `Rotation` checks that the limits are consistent. */
const rotation = z.strictObject({
  /** Timeout of the rotation function. */
  maxRunSeconds: seconds,
  /** Maximum clock skew. */
  clockSkewSeconds: seconds,
  /** Maximum replication delay of Secrets Manager. */
  propagationSeconds: seconds,
  /** Time after which a rotation without progress is abandoned. */
  rotationTimeoutMinutes: minutes,
  /** Interval in which each secret is checked for label drift. */
  resyncMinutes: minutes,
  /** Supported schedules. */
  schedules: z.array(z.enum(SCHEDULES)).min(1),
});
export type RotationSettings = z.infer<typeof rotation>;

/** All settings of one deployment. Stacks never depend on the name of the stage. */
const stageSettings = z.strictObject({
  stage: z
    .string('Use a name of your choice, for example -c stage=prod.')
    .regex(STAGE_NAME, STAGE_HINT)
    .max(LONGEST_STAGE, STAGE_HINT),
  region: z
    .string('Set an AWS Region, for example -c region=eu-central-1.')
    .regex(REGION_CODE, 'Set an AWS Region, for example -c region=eu-central-1.'),
  /** The name of a built-in profile, or the fields of a custom profile, which `ApiKeys` validates. */
  profile: z.union(
    [
      z.enum([...PROFILES.keys()]),
      z.custom<ProfileProps>((value) => typeof value === 'object' && value !== null),
    ],
    `Use one of: ${[...PROFILES.keys()].join(', ')}, or the fields of a custom profile.`,
  ),
  /** Plans of owners by name, with their limits. Default: the plans of the profile. */
  plans: z.record(z.string().regex(IDENTIFIER, 'Use 1 to 63 of a-z, 0-9, _ . : -.'), planSettings).optional(),
  /** Limits on the requests of each tenant, which all of its keys share. Default: none. */
  tenantLimits: tenantLimits.optional(),
  /** Whether tenants can be suspended; each decision then also reads the tenant. Default: false. */
  tenantSuspension: z.boolean().optional(),
  /** Source of the host name, if the profile takes the tenant from the host. */
  trustedHost: z.enum(['domain-name', 'host-header'], 'Use domain-name or host-header.'),
  /** Whether deployments use the credentials of the caller instead of the bootstrap roles. */
  useCliCredentials: z.boolean(),
  /**
   * `retain`: `cdk destroy` retains the tables, the user pool, the logs and the encryption keys, and the tables and the user
   * pool are protected from deletion. `destroy`: `cdk destroy` deletes everything except the audit archive, which cannot be
   * deleted before its objects expire.
   */
  removal: z.enum(REMOVALS, `Use one of: ${REMOVALS.join(', ')}.`),
  keyTable: z.strictObject({
    pointInTimeRecovery: z.boolean(),
    customerManagedKey: z.boolean(),
  }),
  audit: z.strictObject({
    /** Retention of audit events in days. Links of the audit chain are retained 30 days longer. */
    retentionDays: z.int('Use a whole number of days.').min(1, 'Use 1 day or more.'),
    /** Mode of S3 Object Lock for the archive of links, or `none` for no archive. */
    archive: z.enum(['compliance', 'governance', 'none'], 'Use compliance, governance or none.'),
  }),
  /** Users who can sign in to manage keys: those of a new Cognito user pool, those of another issuer, or none. */
  consoleUsers: z.union([z.enum(['cognito', 'none']), issuer], `Use ${CONSOLE_USERS}.`),
  /** Whether console users get the dashboard. Default: true. */
  dashboard: z.boolean('Use true or false.').optional(),
  /** Origins of development servers of the dashboard, whose pages may call the API. Default: none. */
  developmentOrigins: z
    .array(
      z
        .string()
        .regex(
          DEVELOPMENT_ORIGIN,
          'Use the origin of a server on your machine, for example http://localhost:5173.',
        ),
    )
    .max(DEVELOPMENT_ORIGINS_LIMIT, `Use at most ${DEVELOPMENT_ORIGINS_LIMIT} origins.`)
    .optional(),
  /** Redirect URLs of the sign-in page of the user pool, in addition to the dashboard. */
  signInCallbackUrls: z.array(callbackUrl).min(1, 'Use one or more URLs.'),
  /** Retention of the logs of functions and APIs, in days. */
  logRetentionDays: z.literal(LOG_RETENTION_DAYS, `Use one of: ${LOG_RETENTION_DAYS.join(', ')}.`),
  /** Throttling of each route of Postern's own API. */
  throttle: z.strictObject({
    /** Limits of each admin route. */
    admin: throttle,
    /** Limits of each key-holder route and each public route. */
    public: throttle,
  }),
  /** Settings of the rotation; null without managed keys. */
  rotation: rotation.nullable(),
  /** Tags of all resources, for search and cost allocation. */
  tags: z.record(
    z.string().regex(/^(?!aws:)[\w.:/=+@ -]{1,128}$/i, 'Use 1 to 128 letters, digits, spaces and _.:/=+@-.'),
    z.string().regex(/^[\w.:/=+@ -]{0,256}$/, 'Use up to 256 letters, digits, spaces and _.:/=+@-.'),
  ),
  /** Monitoring and its receivers; undefined for no monitoring. */
  monitoring: monitoring.optional(),
  /** Whether it is deployed on an emulator, which supports fewer resource types. */
  emulator: z.boolean(),
  /** Whether sample APIs and a sample admin user are deployed. */
  sample: z.boolean(),
});
export type StageSettings = z.infer<typeof stageSettings>;

/** @throws Error that lists each invalid setting, its value and the allowed values */
export function parseSettings(settings: Readonly<Record<string, unknown>>): StageSettings {
  const result = stageSettings.safeParse(settings, { reportInput: true });
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, input, message }) =>
    input === undefined
      ? `Missing setting '${path.join('.')}'. ${message}`
      : `Invalid setting '${path.join('.')}': ${JSON.stringify(input)}. ${message}`,
  );
  throw new Error(
    `${errors.join('\n')}\nSet them with -c, for example: cdk synth -c stage=prod -c region=eu-central-1, or in postern.json`,
  );
}
