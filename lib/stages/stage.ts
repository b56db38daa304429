import * as z from 'zod';
import { IDENTIFIER } from '../core/identifiers.ts';
import { ISSUER_URL, SCOPE } from '../core/members/issuer.ts';
import { PROFILES } from '../core/profiles/catalogue.ts';
import { SCHEDULES } from '../core/rotation/managed-key.ts';

export const STAGE_NAMES = ['local', 'prod'] as const;

/** What CloudWatch offers. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
] as const;

const throttle = z.strictObject({
  /** Requests a second, over time. */
  rateLimit: z.number().positive('allowed: more than 0 requests a second'),
  /** Requests at once, beyond the rate. */
  burstLimit: z.int('allowed: a whole number of requests').positive('allowed: 1 request or more'),
});

const PEOPLE = "'cognito', 'none', or an issuer with its audience and scope";

/** The people of an OpenID provider of one's own, which has an app for the console already. */
const issuer = z.strictObject(
  {
    issuer: z
      .string('allowed: the URL of an issuer, as its tokens name it')
      .regex(ISSUER_URL, 'allowed: an HTTPS URL without query, as tokens name their issuer'),
    /** Whom their access tokens are for (`aud`). */
    audience: z.string("allowed: what is in the tokens' aud").min(1, "allowed: what is in the tokens' aud"),
    /** What their access tokens must hold. */
    scope: z
      .string('allowed: one scope, like postern/console')
      .regex(SCOPE, 'allowed: one scope, like postern/console'),
    /** The claim that may name a role; Cognito's groups where it is left out. */
    roleClaim: z.string().min(1, 'allowed: the name of a claim').optional(),
  },
  `allowed: ${PEOPLE}`,
);

const callbackUrl = z
  .string()
  .regex(
    /^(https:\/\/[^\s#]+|http:\/\/localhost(:\d+)?(\/[^\s#]*)?)$/,
    'allowed: an HTTPS URL without #, or http://localhost',
  );

const https = z.url({ protocol: /^https$/, error: 'allowed: an HTTPS URL' });
const receivers = z.strictObject({
  emails: z.array(z.email('allowed: an e-mail address')).optional(),
  /** Each must confirm its subscription. */
  webhooks: z.array(https).optional(),
});

const monitoring = z.strictObject({
  /** Where this version's runbooks are served, for the links in alarms; their path in the repository without it. */
  runbooks: https.optional(),
  notify: z.strictObject({
    /** Who hears of every alarm. */
    ticket: receivers.optional(),
    /** Who is woken. */
    page: receivers.optional(),
    /** A channel that is shown both, of a workspace that was let into the account. */
    chat: z.strictObject({ slackWorkspaceId: z.string(), slackChannelId: z.string() }).optional(),
  }),
  /** The SecureString parameter with the address that waits for signs of life. */
  heartbeatUrlParameter: z
    .string()
    .startsWith('/', 'allowed: the name of a parameter, like /alerts/postern')
    .optional(),
  /** From when on something is worth a notice; each has a default. */
  thresholds: z.record(z.string(), z.number().positive('allowed: more than 0')).optional(),
});
const seconds = z.int('allowed: a whole number of seconds').min(0, 'allowed: 0 seconds or more');
const minutes = z.int('allowed: a whole number of minutes').min(1, 'allowed: 1 minute or more');

/** A deployment of it checks that they fit together. */
const rotation = z.strictObject({
  /** The longest that one run of the engine may take. */
  maxRunSeconds: seconds,
  /** The most that two clocks may differ. */
  clockSkewSeconds: seconds,
  /** How far behind a read of Secrets Manager may be. */
  propagationSeconds: seconds,
  /** After which time a rotation that doesn't get on is given up. */
  rotationTimeoutMinutes: minutes,
  /** How often each secret is looked at though nothing is due: how long a label moved by hand can go unnoticed. */
  resyncMinutes: minutes,
  /** Who may be given the schedule of a key. */
  schedules: z.array(z.enum(SCHEDULES)).min(1),
});
export type RotationSettings = z.infer<typeof rotation>;

/** The settings of one deployment, complete: stacks decide nothing by a stage's name. */
const stageSettings = z.strictObject({
  stage: z.enum(STAGE_NAMES, `allowed: ${STAGE_NAMES.join(', ')}`),
  region: z
    .string('allowed: a region of AWS, like eu-central-1')
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'allowed: a region of AWS, like eu-central-1'),
  profile: z.enum([...PROFILES.keys()], `allowed: ${[...PROFILES.keys()].join(', ')}`),
  /** The plans of owners, by name, with the limits of each; the profile's own where it is left out. */
  plans: z
    .record(
      z.string().regex(IDENTIFIER, 'allowed: 1 to 63 of a-z, 0-9, _ . : -'),
      z.record(z.string(), z.int('allowed: a whole number, or null for no limit').min(0).nullable()),
    )
    .optional(),
  /** Which host name of a request names its tenant, where the profile takes it from there. */
  trustedHost: z.enum(['domain-name', 'host-header'], 'allowed: domain-name, host-header'),
  /** Whether the caller's own credentials deploy, with no bootstrap roles in between. */
  useCliCredentials: z.boolean(),
  keyTable: z.strictObject({
    /** Whether the table, and with it who may sign in, outlives its stack, and AWS refuses to delete it. */
    retained: z.boolean(),
    pointInTimeRecovery: z.boolean(),
    customerManagedKey: z.boolean(),
  }),
  audit: z.strictObject({
    /** For how many days it is kept what was done; what proves it, 30 days longer. */
    retentionDays: z.int('allowed: a whole number of days').min(1, 'allowed: 1 day or more'),
    /** Who can remove a proof from its bucket before its time: nobody, whoever has the right, or there is no bucket. */
    archive: z.enum(['compliance', 'governance', 'none'], 'allowed: compliance, governance, none'),
  }),
  /** Who may sign in to manage keys: people of a Cognito user pool of its own, of another issuer, or nobody. */
  consoleUsers: z.union([z.enum(['cognito', 'none']), issuer], `allowed: ${PEOPLE}`),
  /** Where the user pool's sign-in page may send people back to. */
  signInCallbackUrls: z.array(callbackUrl).min(1, 'allowed: one URL or more'),
  /** How long the logs of functions and APIs are kept. */
  logRetentionDays: z.literal(LOG_RETENTION_DAYS, `allowed: ${LOG_RETENTION_DAYS.join(', ')}`),
  /** The limits of Postern's own API, each for each of its routes. */
  throttle: z.strictObject({
    /** The routes that manage keys. */
    admin: throttle,
    /** The routes that key holders and strangers reach. */
    public: throttle,
  }),
  /** What rotation counts on; null where keys are not managed. */
  rotation: rotation.nullable(),
  /** On everything that bears tags, to find it and what it costs. */
  tags: z.record(
    z
      .string()
      .regex(/^(?!aws:)[\w.:/=+@ -]{1,128}$/i, 'allowed: 1 to 128 letters, digits, spaces and _.:/=+@-'),
    z.string().regex(/^[\w.:/=+@ -]{0,256}$/, 'allowed: up to 256 letters, digits, spaces and _.:/=+@-'),
  ),
  /** What watches it, and whom it tells; left out where nothing does. */
  monitoring: monitoring.optional(),
  /** Whether it is deployed on an emulator, which takes fewer kinds of resources. */
  emulator: z.boolean(),
  /** Whether small protected APIs and an admin user are deployed, to try things with. */
  sample: z.boolean(),
});
export type StageSettings = z.infer<typeof stageSettings>;

/** The same under any name: what stands side by side in one account has names of its own. */
export type PosternSettings = Omit<StageSettings, 'stage'> & { readonly stage: string };

/** @throws Error that names each wrong setting, what it got and what is allowed */
export function parseSettings(settings: Readonly<Record<string, unknown>>): StageSettings {
  const result = stageSettings.safeParse(settings, { reportInput: true });
  if (result.success) return result.data;
  const complaints = result.error.issues.map(
    ({ path, input, message }) =>
      `setting ${path.join('.')} is ${input === undefined ? 'missing' : JSON.stringify(input)}; ${message}`,
  );
  throw new Error(`${complaints.join('\n')}\nchoose with: cdk synth -c stage=prod -c region=eu-central-1`);
}
