import * as z from 'zod';
import { KEY_BINDINGS } from '../../core/keys/key.ts';
import { BLOCKED_REASONS } from '../../core/rotation/blocked-reasons.ts';
import { WINDOWS_LIMIT } from '../../core/rotation/maintenance-window.ts';
import { ROTATION_KINDS, ROTATION_OUTCOMES, SCHEDULES } from '../../core/rotation/managed-key.ts';
import { POLICIES } from '../../core/rotation/policy.ts';
import {
  DURATION_LIMIT_MS,
  EXISTING_VALUE_GRACE_MS,
  READER_ARN,
  READER_LIMIT_CHARACTERS,
  READERS_LIMIT,
  READERS_LIMIT_BYTES,
  REGION,
  REPLICAS_LIMIT,
} from '../../core/rotation/setting-bounds.ts';
import { rotationWindow } from '../rotation-window.ts';
import {
  expiresInSeconds,
  hasOneExpiry,
  identifier,
  instant,
  keyId,
  metadata,
  name,
  ONE_EXPIRY,
  pageQuery,
  permissions,
  queryNumber,
} from './fields.ts';
import { cascade, keyParams } from './keys.ts';
import type { ProblemCode } from './problem.ts';
import { pageOf, storedId, storedVersion, timestamp } from './response-fields.ts';
import { noBody, noQuery, noSettings, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** The longest duration in the settings of a managed key: ten years. */
export const DURATION_LIMIT_SECONDS = DURATION_LIMIT_MS / 1000;

const durationSeconds = z.int().min(0).max(DURATION_LIMIT_SECONDS);

/** A principal by its whole ARN: a wildcard would let other principals read. */
const reader = z
  .string()
  .max(READER_LIMIT_CHARACTERS)
  .regex(READER_ARN, 'must be the ARN of a role or a user, or of the root of an account, without wildcards')
  .meta({ examples: ['arn:aws:iam::123456789012:role/payments'] });

/** How a key rotates. What is left out is as the profile and the contract of managed keys have it, or stays. */
const settings = {
  schedule: z.enum(SCHEDULES).optional(),
  /** Null: on demand alone. */
  rotateEverySeconds: durationSeconds.nullable().optional(),
  consumerCacheSeconds: durationSeconds.optional(),
  overlapSeconds: durationSeconds.optional(),
  retireWhenUnused: z.boolean().optional(),
  retireDeadlineSeconds: durationSeconds.optional(),
  windows: z.array(rotationWindow).max(WINDOWS_LIMIT).optional(),
  readers: z
    .array(reader)
    .max(READERS_LIMIT)
    .refine(
      (each) => Buffer.byteLength(each.join('')) <= READERS_LIMIT_BYTES,
      `must be at most ${READERS_LIMIT_BYTES} bytes together`,
    )
    .meta({ description: `At most ${READERS_LIMIT_BYTES} bytes together` })
    .optional(),
};

/** What a new key may have, as `POST …/keys` takes it. */
const newKeyFields = {
  owner: identifier.optional(),
  boundBy: z.enum(KEY_BINDINGS).optional(),
  name: name.optional(),
  environment: identifier.optional(),
  permissions: permissions.optional(),
  expiresAt: instant.nullable().optional(),
  expiresInSeconds: expiresInSeconds.optional(),
  metadata: metadata.optional(),
  endSessionsWithKey: z.boolean().optional(),
};

/** A key to make, or the id of one that is there. */
const newManagedKey = z
  .strictObject({
    ...newKeyFields,
    ...settings,
    key: keyId.optional(),
    /** Of a key that is there: for how long the value that people know goes on being accepted. */
    existingValueGraceSeconds: durationSeconds.optional(),
    /** Regions in which the secret is to be read as well. */
    replicas: z.array(z.string().regex(REGION, 'must be a region')).max(REPLICAS_LIMIT).default([]),
  })
  .refine(hasOneExpiry, ONE_EXPIRY)
  .refine(
    ({ owner, key }) => (owner === undefined) !== (key === undefined),
    'must name either the owner of a new key or the key to adopt',
  )
  .refine(
    (body) =>
      body.key === undefined ||
      Object.entries(body).every(
        ([name, value]) => value === undefined || !Object.hasOwn(newKeyFields, name),
      ),
    'must leave out the settings of a new key where it names one to adopt',
  )
  .refine(
    ({ key, existingValueGraceSeconds }) => key !== undefined || existingValueGraceSeconds === undefined,
    'must leave out existingValueGraceSeconds where the key is new: nobody knows a value of it',
  );

const change = z
  .strictObject(settings)
  .refine((each) => Object.keys(each).length > 0, 'must change something')
  .meta({ minProperties: 1 });

export const managedKeyView = z.object({
  key: storedId,
  tenant: storedId,
  secretArn: z.string(),
  /** The id of the CloudFormation stack that manages it; null where the API does. */
  stack: z.string().nullable(),
  schedule: z.enum(SCHEDULES),
  rotateEverySeconds: z.number().nullable(),
  nextRotationAt: timestamp.nullable(),
  consumerCacheSeconds: z.number(),
  overlapSeconds: z.number(),
  retireWhenUnused: z.boolean(),
  retireDeadlineSeconds: z.number(),
  windows: z.array(z.string()),
  readers: z.array(z.string()),
  paused: z.boolean(),
  /** Since when the current value is accepted. */
  currentValueSince: timestamp.nullable(),
  rotation: z
    .object({ kind: z.enum(ROTATION_KINDS), startedAt: timestamp, abandonedAt: timestamp.nullable() })
    .nullable(),
  lastRotation: z.object({ outcome: z.enum(ROTATION_OUTCOMES), at: timestamp }).nullable(),
  blocked: z.object({ reason: z.enum(BLOCKED_REASONS), since: timestamp, message: z.string() }).nullable(),
  /** Counts the changes of the settings and of `paused`: a rotation does not change it. */
  version: storedVersion,
});

/** A policy that a key breaks. */
const violationView = z.object({ policy: z.enum(POLICIES), limitDays: z.number(), since: timestamp });

/** A value other than the current one, and who was the last to use it. */
const otherValueView = z.object({
  generation: z.int(),
  endsAt: timestamp.nullable(),
  /** Null where it was never seen to be used, or nobody watches. */
  lastUsedAt: timestamp.nullable(),
  /** The last use that the access log has: it keeps a sample. */
  lastUse: z
    .object({ at: timestamp, sourceAddress: z.string(), userAgent: z.string().nullable(), route: z.string() })
    .nullable(),
});

export const managedKeyStatusView = managedKeyView.extend({
  /** What it waits for, in sentences. */
  statusMessages: z.array(z.string()),
  /** Those that are accepted beside the current one. */
  otherActiveValues: z.array(otherValueView),
  violations: z.array(violationView),
});

/** What was done to the value: which secret holds it, and when caching consumers will have read it. */
export const rotationStartedView = z.object({
  key: storedId,
  secretArn: z.string(),
  propagatedBy: timestamp,
});

/** What was done to a leaked value, and what became of the keys that were created with it. */
export const replacedValueView = rotationStartedView.extend({ cascade });

const rotationView = z.object({
  kind: z.string(),
  startedAt: timestamp,
  endedAt: timestamp.nullable(),
  outcome: z.string().nullable(),
  steps: z.array(
    z.object({ step: z.string(), at: timestamp, by: z.string(), reason: z.string().nullable() }),
  ),
});

const plannedView = z.object({
  key: storedId,
  secretArn: z.string(),
  /** Null while it is paused. */
  at: timestamp.nullable(),
  reason: z.enum(['in-progress', 'due', 'window', 'freeze', 'paused']),
});

/** What can stand in the way of whatever the function that rotates is asked for. */
const COMMAND_PROBLEMS = ['not-found', 'rotation-disabled', 'rotation-blocked'] as const;
const VALUE_PROBLEMS = [
  ...COMMAND_PROBLEMS,
  ...(['not-managed', 'key-revoked', 'key-not-active', 'owner-deactivated', 'rotation-in-progress'] as const),
] as const;
const SETTINGS_PROBLEMS = [
  ...COMMAND_PROBLEMS,
  ...(['manager-conflict', 'overlap-too-short', 'invalid-settings', 'schedule-not-supported'] as const),
] as const;

const ON_KEY = '/admin/v1/tenants/{tenant}/managed-keys/{key}';

/** A route that has something done to a key, and takes nothing but its name. */
function onKey<
  const Step extends string,
  Answer extends z.ZodType,
  const Problems extends readonly ProblemCode[],
>(step: Step, summary: string, response: Answer, problems: Problems) {
  return {
    method: 'POST',
    path: `${ON_KEY}/${step}`,
    summary,
    params: keyParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: response },
    problems,
  } as const satisfies Route;
}

/** How long the existing value of an adopted key stays valid by default. */
export const EXISTING_VALUE_GRACE_SECONDS = EXISTING_VALUE_GRACE_MS / 1000;

/** Days of the plan of rotations. */
export const PLAN_DAYS = { default: 7, max: 366 } as const;

export const managedKeyRoutes = {
  manageKey: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/managed-keys',
    summary: 'Issue a key whose value lies in a secret and rotates there, or adopt one that is there',
    params: tenantParams,
    query: noQuery,
    body: newManagedKey,
    response: { status: 201, body: managedKeyView },
    problems: [
      ...SETTINGS_PROBLEMS,
      'not-managed',
      'owner-deactivated',
      'owner-kind-not-allowed',
      'exceeds-role',
      'exceeds-lifetime',
      'expiry-not-in-future',
      'unknown-environment',
      'unknown-permission',
      'settings-out-of-bounds',
      'idempotency-key-reused',
      'key-not-active',
      'key-revoked',
      'incompatible-key-id',
    ],
  },
  listManagedKeys: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/managed-keys',
    summary: 'List the managed keys of a tenant, by key id',
    params: tenantParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: pageOf(managedKeyView) },
    problems: ['not-found', 'invalid-cursor'],
  },
  listUpcomingRotations: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/managed-keys/upcoming',
    summary: 'Tell which keys rotate by their schedule in the next days, and when',
    params: tenantParams,
    query: pageQuery.extend({
      days: queryNumber(PLAN_DAYS),
    }),
    body: noBody,
    /** Of one page of keys: it may be short, or empty, and have a next one. */
    response: { status: 200, body: pageOf(plannedView) },
    problems: ['not-found', 'invalid-cursor'],
  },
  listPolicyViolations: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/managed-keys/violations',
    summary:
      'List the managed keys whose value is too old, or that live too long, by policy of tenant or profile',
    params: tenantParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: pageOf(z.object({ key: storedId, violations: z.array(violationView) })) },
    problems: ['not-found', 'invalid-cursor'],
  },
  showManagedKey: {
    method: 'GET',
    path: ON_KEY,
    summary: 'Show a managed key: what it waits for, and who still uses an old value',
    params: keyParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: managedKeyStatusView },
    problems: ['not-found', 'not-managed'],
  },
  showRotations: {
    method: 'GET',
    path: `${ON_KEY}/rotations`,
    summary: 'Show the latest rotations of a key, each with its steps, their times and its outcome',
    params: keyParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: z.object({ items: z.array(rotationView) }) },
    problems: ['not-found'],
  },
  updateManagedKey: {
    method: 'PATCH',
    path: ON_KEY,
    summary: 'Change how a key rotates and who reads its secret, never its value',
    params: keyParams,
    query: noQuery,
    body: change,
    response: { status: 200, body: managedKeyView },
    problems: [...SETTINGS_PROBLEMS, 'exceeds-role', 'version-mismatch', 'not-managed'],
  },
  unmanageKey: {
    method: 'DELETE',
    path: ON_KEY,
    summary: 'Rotate a key no more: it and its secret stay as they are, unless it is to be revoked',
    params: keyParams,
    query: z.strictObject({
      revoke: z
        .enum(['true', 'false'])
        .default('false')
        .transform((each) => each === 'true'),
    }),
    body: noBody,
    response: { status: 200, body: z.object({ key: storedId, secretArn: z.string() }) },
    problems: [
      ...COMMAND_PROBLEMS,
      'version-mismatch',
      'not-managed',
      'manager-conflict',
      'rotation-in-progress',
    ],
  },
  rotateKey: onKey(
    'rotate',
    'Rotate a key now; both values are accepted through the overlap',
    rotationStartedView,
    [...VALUE_PROBLEMS, 'rotation-too-frequent', 'rotation-paused'],
  ),
  replaceManagedKey: onKey(
    'replace',
    'Replace a leaked value at once: all others are rejected, and the sessions and keys created with them end (MH-18)',
    replacedValueView,
    [...VALUE_PROBLEMS, 'replacement-limit-exceeded'],
  ),
  rollBackKey: onKey('roll-back', 'Go back to the previous value of a key', rotationStartedView, [
    ...VALUE_PROBLEMS,
    'no-previous-value',
  ]),
  pauseRotation: onKey('pause', 'Begin no rotation of a key until it is resumed', managedKeyView, [
    ...COMMAND_PROBLEMS,
    'version-mismatch',
    'not-managed',
  ]),
  resumeRotation: onKey('resume', 'Begin rotations of a paused key again', managedKeyView, [
    ...COMMAND_PROBLEMS,
    'version-mismatch',
    'not-managed',
  ]),
} as const satisfies Record<string, Route>;
