import * as z from 'zod';
import { CASCADES, KEY_BINDINGS } from '../core/keys/key.ts';
import { ROLES } from '../core/owners/owner.ts';
import { BLOCKED_REASONS } from '../core/rotation/blocked-reasons.ts';
import { WEEKDAYS } from '../core/rotation/maintenance-window.ts';
import { SCHEDULES } from '../core/rotation/managed-key.ts';
import { identifier, keyId, metadata, name, permissions, tenantId } from './http/fields.ts';
import { allowedAddresses, limits } from './http/limits.ts';
import { issuesText } from './input-issue.ts';
import { validate } from './issues.ts';

/** The caller in audit events. */
const caller = z.strictObject({ id: z.string(), sourceAddress: z.string(), role: z.enum(ROLES).optional() });

const durationMs = z.number();

const window = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)),
  fromMinute: z.number(),
  toMinute: z.number(),
});

/**
 * The rotation settings. Omitted settings of an update keep their values; those of a new key have the defaults of
 * `manageKey`. `applyRequested` checks the bounds and returns the allowed values.
 */
const settings = z.strictObject({
  schedule: z.enum(SCHEDULES).optional(),
  /** Null: only on demand. */
  rotateEveryMs: durationMs.nullable().optional(),
  consumerCacheMs: durationMs.optional(),
  overlapMs: durationMs.optional(),
  retireWhenUnused: z.boolean().optional(),
  retireDeadlineMs: durationMs.optional(),
  windows: z.array(window).optional(),
  readers: z.array(z.string()).optional(),
});

/** A new key, as in `POST …/keys`, or an existing one. */
const subject = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('new'),
    owner: identifier,
    boundBy: z.enum(KEY_BINDINGS),
    name,
    environment: identifier.optional(),
    permissions: permissions.optional(),
    expiresAtMs: z.int().nullable().optional(),
    expiresInMs: z.int().min(1).optional(),
    metadata,
    endSessionsWithKey: z.boolean(),
    limits: limits.optional(),
    allowedAddresses: allowedAddresses.optional(),
  }),
  z.strictObject({
    kind: z.literal('adopted'),
    keyId,
    /** The grace period of the existing value. */
    existingValueGraceMs: durationMs.optional(),
  }),
]);

const onKey = { caller, tenant: tenantId, keyId };
/** The settings version that the caller read; if it is not the current one, the command is rejected. */
const ifVersion = z.int().optional();
/** The stack that sends the command; null for the API. */
const stack = z.string().nullable();

/** Names a creation. */
const token = z.strictObject({ id: z.string(), bodyDigest: z.string() });

/**
 * The commands of the control API and CloudFormation to the rotation function, the only function with access to secrets.
 * Each is safe to repeat. Commands and responses never contain a value.
 */
export const rotationCommand = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('manage-key'),
    caller,
    tenant: tenantId,
    stack,
    subject,
    settings,
    /** The Regions to replicate the secret to. */
    replicas: z.array(z.string()).default([]),
    /** Identifies the creation: a repetition creates nothing. */
    token: token.optional(),
  }),
  /** Finds the key of a creation whose response was lost. Creates nothing. */
  z.strictObject({
    command: z.literal('find-creation'),
    caller,
    tenant: tenantId,
    token,
    lostAtMs: z.int(),
    /** The existing key that the creation adopts; omitted for a new key. */
    adopted: keyId.optional(),
  }),
  z.strictObject({
    command: z.literal('update-managed-key'),
    ...onKey,
    ifVersion,
    stack,
    settings,
    /** The name and permissions of the key. Omitted fields keep their values. */
    key: z
      .strictObject({
        name: name.optional(),
        /** Null: the default permissions of the profile. */
        permissions: permissions.nullable().optional(),
        /** Rejects the command unless the stack created the key with this owner and environment. */
        created: z.strictObject({ owner: identifier, environment: identifier.optional() }).optional(),
      })
      .default({}),
  }),
  z.strictObject({
    command: z.literal('unmanage-key'),
    ...onKey,
    ifVersion,
    stack,
    /** Whether the key is revoked. Otherwise it stays accepted, and the secret keeps its value. */
    revoke: z.boolean(),
  }),
  z.strictObject({ command: z.literal('pause'), ...onKey, ifVersion }),
  z.strictObject({ command: z.literal('resume'), ...onKey, ifVersion }),
  z.strictObject({ command: z.literal('rotate'), ...onKey }),
  z.strictObject({ command: z.literal('replace'), ...onKey }),
  z.strictObject({ command: z.literal('roll-back'), ...onKey }),
]);
export type RotationCommand = z.output<typeof rotationCommand>;
export type RotationCommandInput = z.input<typeof rotationCommand>;

/** An event with a `command` member, or why it is rejected; undefined for any other event. */
export type ReadCommand = { readonly command: RotationCommand } | { readonly rejected: RotationResponse };

/**
 * Reads an event as a command. A command or a field that this version does not know is rejected as unsupported and
 * never stripped: during an upgrade the sender can be newer and repeats it later. The message contains no values.
 */
export function readCommand(event: unknown): ReadCommand | undefined {
  if (typeof event !== 'object' || event === null || !('command' in event)) return undefined;
  const { data, error } = rotationCommand.safeParse(event);
  if (data) return { command: data };
  const { issues = [] } = validate(rotationCommand, event, 'response');
  return error.issues.some(({ code }) => code === 'unrecognized_keys' || code === 'invalid_union')
    ? { rejected: { outcome: 'unsupported-command' } }
    : { rejected: { outcome: 'invalid-settings', message: issuesText(issues) } };
}

/** The rejections without further fields. */
export const COMMAND_REJECTIONS = [
  ...BLOCKED_REASONS,
  'not-found',
  'not-managed',
  /** The key is managed by another stack, or by the API if a stack sends the command. */
  'manager-conflict',
  'tenant-not-found',
  'owner-not-found',
  'owner-kind-not-allowed',
  'expiry-not-in-future',
  'exceeds-lifetime',
  'exceeds-role',
  'key-limit-reached',
  'unknown-environment',
  'unknown-permission',
  'settings-out-of-bounds',
  /** The key ID was imported and does not match the key format of the profile. */
  'incompatible-key-id',
  'idempotency-key-reused',
  /** Secrets Manager can't begin rotations in this deployment. */
  'schedule-not-supported',
  'rotation-in-progress',
  'rotation-paused',
  'no-previous-value',
  'abandoned',
  'already-finished',
  /** The command belongs to another version of Postern. Repeat it after all stacks are updated. */
  'unsupported-command',
  'secret-not-bound',
  'unknown-rotation-token',
  /** Concurrent writes exhausted the retries: repeat the command. */
  'conflict',
] as const;

const secretArn = z.string();

/** How a command ended. */
export const rotationResponse = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('done'),
    keyId,
    secretArn,
    /** When all consumers have read the new value, by their cache TTL; null for commands that keep the value. */
    propagatedByMs: z.int().nullable(),
    /** Only for a replacement: the state of the keys that were created with the leaked value. */
    cascade: z.enum(CASCADES).optional(),
  }),
  z.strictObject({
    outcome: z.enum(['overlap-too-short', 'invalid-settings']),
    /** The received value and the allowed values. */
    message: z.string(),
  }),
  z.strictObject({
    outcome: z.enum(['rotation-too-frequent', 'replacement-limit-exceeded']),
    /** The earliest time to repeat the command. */
    allowedAtMs: z.int(),
  }),
  z.strictObject({
    outcome: z.literal('version-mismatch'),
    expectedVersion: z.int(),
    currentVersion: z.int(),
  }),
  z.strictObject({ outcome: z.enum(COMMAND_REJECTIONS) }),
]);
export type RotationResponse = z.output<typeof rotationResponse>;

/** Sends commands to the rotation function. */
export interface RotationCommands {
  /** @throws UnavailableError if the function does not respond or fails; the command can be repeated */
  send(command: RotationCommandInput): Promise<RotationResponse>;
}
