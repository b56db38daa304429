import * as z from 'zod';
import { SHOWN_KEY_STATUSES } from '../../core/access/shown-status.ts';
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
  REPLICAS_LIMIT,
} from '../../core/rotation/setting-bounds.ts';
import { rotationWindow } from '../rotation-window.ts';
import { create, get, patch, post, remove } from './define-route.ts';
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
  regionCode,
} from './fields.ts';
import { cascade, keyParams } from './keys.ts';
import { allowedAddresses, limits } from './limits.ts';
import { pageOf, storedId, storedName, storedVersion, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** The longest duration in the settings of a managed key: ten years. */
export const DURATION_LIMIT_SECONDS = DURATION_LIMIT_MS / 1000;

const durationSeconds = z.int().min(0).max(DURATION_LIMIT_SECONDS);

/** The full ARN of a principal. A wildcard would grant read access to other principals. */
const reader = z
  .string()
  .max(READER_LIMIT_CHARACTERS)
  .regex(
    READER_ARN,
    'must be the ARN of a role, a user or an account root without wildcards, for example arn:aws:iam::123456789012:role/payments',
  )
  .meta({ examples: ['arn:aws:iam::123456789012:role/payments'] });

/** The rotation settings of a key. Omitted settings have their defaults on creation and stay unchanged on update. */
const settings = {
  schedule: z.enum(SCHEDULES).optional(),
  /** Null: only on demand. */
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
      `must have at most ${READERS_LIMIT_BYTES} bytes in total`,
    )
    .meta({ description: `At most ${READERS_LIMIT_BYTES} bytes in total` })
    .optional(),
};

/** The settings of a new key, as in `POST …/keys`. */
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
  limits: limits.optional(),
  allowedAddresses: allowedAddresses.optional(),
};

/** A new key, or the ID of an existing key to adopt. */
const newManagedKey = z
  .strictObject({
    ...newKeyFields,
    ...settings,
    key: keyId.optional(),
    /** Only for an adopted key: how long its existing value stays valid. */
    existingValueGraceSeconds: durationSeconds.optional(),
    /** Additional Regions of the secret. */
    replicas: z.array(regionCode).max(REPLICAS_LIMIT).default([]),
  })
  .refine(hasOneExpiry, ONE_EXPIRY)
  .refine(
    ({ owner, key }) => (owner === undefined) !== (key === undefined),
    'must have either owner (to issue a new key) or key (to adopt an existing key)',
  )
  .refine(
    (body) =>
      body.key === undefined ||
      Object.entries(body).every(
        ([name, value]) => value === undefined || !Object.hasOwn(newKeyFields, name),
      ),
    'must not have the settings of a new key together with key, which adopts an existing key',
  )
  .refine(
    ({ key, existingValueGraceSeconds }) => key !== undefined || existingValueGraceSeconds === undefined,
    'must not have existingValueGraceSeconds for a new key, because it has no existing value',
  );

const change = z
  .strictObject(settings)
  .refine((each) => Object.keys(each).length > 0, 'must contain at least one setting')
  .meta({ minProperties: 1 });

export const managedKeyView = z.object({
  key: storedId,
  tenant: storedId,
  secretArn: z.string(),
  /** The ID of the CloudFormation stack that manages the key; null if the API manages it. */
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
  /** When the current value became valid. */
  currentValueSince: timestamp.nullable(),
  rotation: z
    .object({ kind: z.enum(ROTATION_KINDS), startedAt: timestamp, abandonedAt: timestamp.nullable() })
    .nullable(),
  lastRotation: z.object({ outcome: z.enum(ROTATION_OUTCOMES), at: timestamp }).nullable(),
  blocked: z.object({ reason: z.enum(BLOCKED_REASONS), since: timestamp, message: z.string() }).nullable(),
  /** Counts the changes of the settings and of `paused`: a rotation does not change it. */
  version: storedVersion,
});

/** A managed key with the settings of its key that identify it, so that a listing needs no request per key. */
const listedManagedKeyView = managedKeyView.extend({
  name: storedName,
  /** Null if this version cannot decode the key. */
  owner: storedId.nullable(),
  status: z.enum(SHOWN_KEY_STATUSES),
  expiresAt: timestamp.nullable(),
});

/** A policy that a key violates. */
const violationView = z.object({ policy: z.enum(POLICIES), limitDays: z.number(), since: timestamp });

/** A value other than the current value, and its last use. */
const otherValueView = z.object({
  generation: z.int(),
  endsAt: timestamp.nullable(),
  /** Null if no use was recorded or usage tracking is not enabled. */
  lastUsedAt: timestamp.nullable(),
  /** The last use in the access log, which is sampled. */
  lastUse: z
    .object({ at: timestamp, sourceAddress: z.string(), userAgent: z.string().nullable(), route: z.string() })
    .nullable(),
});

export const managedKeyStatusView = listedManagedKeyView.extend({
  /** Sentences that explain the pending steps of the rotation. */
  statusMessages: z.array(z.string()),
  /** The values that are accepted in addition to the current value. */
  otherActiveValues: z.array(otherValueView),
  violations: z.array(violationView),
});

/** The secret that stores the value, and when every consumer cache has it. */
export const rotationStartedView = z.object({
  key: storedId,
  secretArn: z.string(),
  propagatedBy: timestamp,
});

/** A started replacement, and the revocation state of the keys that were created with the leaked value. */
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

const upcomingRotationView = z.object({
  key: storedId,
  name: storedName,
  secretArn: z.string(),
  /** Null while it is paused. */
  at: timestamp.nullable(),
  reason: z.enum(['in-progress', 'due', 'window', 'freeze', 'paused']),
});

/** The problems of every command to the rotation function. */
const COMMAND_PROBLEMS = ['not-found', 'rotation-disabled', 'rotation-blocked'] as const;
const VALUE_PROBLEMS = [
  ...COMMAND_PROBLEMS,
  ...(['not-managed', 'key-revoked', 'key-not-active', 'owner-deactivated', 'rotation-in-progress'] as const),
] as const;
const SETTINGS_PROBLEMS = [
  ...COMMAND_PROBLEMS,
  ...(['manager-conflict', 'overlap-too-short', 'invalid-settings', 'schedule-not-supported'] as const),
] as const;

const MANAGED_KEYS = '/admin/v1/tenants/{tenant}/managed-keys';
const MANAGED_KEY = `${MANAGED_KEYS}/{key}` as const;

/** How long the existing value of an adopted key stays valid by default. */
export const EXISTING_VALUE_GRACE_SECONDS = EXISTING_VALUE_GRACE_MS / 1000;

/** The number of days of the list of upcoming rotations. */
export const UPCOMING_DAYS = { default: 7, max: 366 } as const;

export const managedKeyRoutes = {
  manageKey: create(MANAGED_KEYS, {
    summary: 'Issue a key that is stored and rotated in Secrets Manager, or adopt an existing key',
    params: tenantParams,
    body: newManagedKey,
    response: managedKeyView,
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
      'key-limit-reached',
      'key-revoked',
      'incompatible-key-id',
    ],
  }),
  listManagedKeys: get(MANAGED_KEYS, {
    summary: 'List the managed keys of a tenant, by key ID',
    params: tenantParams,
    query: pageQuery,
    response: pageOf(listedManagedKeyView),
    problems: ['not-found', 'invalid-cursor'],
  }),
  listUpcomingRotations: get(`${MANAGED_KEYS}/upcoming`, {
    summary: 'List the scheduled rotations of the next days',
    params: tenantParams,
    query: pageQuery.extend({
      days: queryNumber(UPCOMING_DAYS),
    }),
    /** The rotations of one page of keys. A short or empty page can have a next page. */
    response: pageOf(upcomingRotationView),
    problems: ['not-found', 'invalid-cursor'],
  }),
  listPolicyViolations: get(`${MANAGED_KEYS}/violations`, {
    summary:
      'List the managed keys that exceed the maximum value age or key lifetime of the tenant or profile',
    params: tenantParams,
    query: pageQuery,
    response: pageOf(z.object({ key: storedId, violations: z.array(violationView) })),
    problems: ['not-found', 'invalid-cursor'],
  }),
  showManagedKey: get(MANAGED_KEY, {
    summary: 'Show the rotation status of a managed key and the remaining use of previous values',
    params: keyParams,
    response: managedKeyStatusView,
    problems: ['not-found', 'not-managed'],
  }),
  showRotations: get(`${MANAGED_KEY}/rotations`, {
    summary: 'List the latest rotations of a key with their steps, times and outcomes',
    params: keyParams,
    response: z.object({ items: z.array(rotationView) }),
    problems: ['not-found'],
  }),
  updateManagedKey: patch(MANAGED_KEY, {
    summary: 'Update the rotation settings and readers of a managed key; its value does not change',
    params: keyParams,
    body: change,
    response: managedKeyView,
    problems: [...SETTINGS_PROBLEMS, 'exceeds-role', 'version-mismatch', 'not-managed'],
  }),
  unmanageKey: remove(MANAGED_KEY, {
    summary: 'Stop rotating a key; the key and its secret are kept, and revoke=true also revokes the key',
    params: keyParams,
    query: z.strictObject({
      revoke: z
        .enum(['true', 'false'])
        .default('false')
        .transform((each) => each === 'true'),
    }),
    response: z.object({ key: storedId, secretArn: z.string() }),
    problems: [
      ...COMMAND_PROBLEMS,
      'version-mismatch',
      'not-managed',
      'manager-conflict',
      'rotation-in-progress',
    ],
  }),
  rotateKey: post(`${MANAGED_KEY}/rotate`, {
    summary: 'Rotate a key now; both values are accepted during the overlap',
    params: keyParams,
    response: rotationStartedView,
    problems: [...VALUE_PROBLEMS, 'rotation-too-frequent', 'rotation-paused'],
  }),
  replaceManagedKey: post(`${MANAGED_KEY}/replace`, {
    summary:
      'Replace a leaked value immediately; reject all other values and end the sessions and keys created with them (MH-18)',
    params: keyParams,
    response: replacedValueView,
    problems: [...VALUE_PROBLEMS, 'replacement-limit-exceeded'],
  }),
  rollBackKey: post(`${MANAGED_KEY}/roll-back`, {
    summary: 'Roll back to the previous value of a key',
    params: keyParams,
    response: rotationStartedView,
    problems: [...VALUE_PROBLEMS, 'no-previous-value'],
  }),
  pauseRotation: post(`${MANAGED_KEY}/pause`, {
    summary: 'Pause scheduled rotation of a key; a rotation in progress continues',
    params: keyParams,
    response: managedKeyView,
    problems: [...COMMAND_PROBLEMS, 'version-mismatch', 'not-managed'],
  }),
  resumeRotation: post(`${MANAGED_KEY}/resume`, {
    summary: 'Resume scheduled rotation of a paused key',
    params: keyParams,
    response: managedKeyView,
    problems: [...COMMAND_PROBLEMS, 'version-mismatch', 'not-managed'],
  }),
} as const satisfies Record<string, Route>;
