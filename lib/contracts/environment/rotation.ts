import * as z from 'zod';
import type { Plans } from '../../core/plans/plan.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { SCHEDULES, type Schedule } from '../../core/rotation/managed-key.ts';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';
import { parseDecimal } from '../decimal.ts';
import { profileVariables, readPlans, readProfile, required, type Variables } from './variables.ts';

const durationMs = z.int().min(0);
const rotationLimits = z.strictObject({
  maxRunMs: durationMs,
  clockSkewMs: durationMs,
  propagationMs: durationMs,
  stuckAfterMs: durationMs,
  lookEveryMs: durationMs,
}) satisfies z.ZodType<RotationLimits>;

/** What the function is told that rotates. */
export interface RotateKeyEnvironment {
  readonly keyTable: string;
  readonly profile: Profile;
  readonly plans: Plans;
  /** The name of the deployment of rotation: its secrets are called `postern/<name>/<key id>`. */
  readonly name: string;
  /** The ARN of the key that new secrets are encrypted with. */
  readonly secretsKey: string;
  /** The name of the bus that notices go to. */
  readonly noticeBus: string;
  readonly limits: RotationLimits;
  /** Who can begin rotations. */
  readonly schedules: readonly Schedule[];
}

/** The variables that `readRotateKeyEnvironment` reads. */
export function rotateKeyVariables(environment: RotateKeyEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: environment.keyTable,
    ...profileVariables(environment.profile),
    POSTERN_PLANS: JSON.stringify(environment.plans),
    POSTERN_ROTATION: environment.name,
    POSTERN_SECRETS_KEY: environment.secretsKey,
    POSTERN_NOTICE_BUS: environment.noticeBus,
    POSTERN_ROTATION_LIMITS: JSON.stringify(environment.limits),
    POSTERN_SCHEDULES: environment.schedules.join(),
  };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readRotateKeyEnvironment(variables: NodeJS.ProcessEnv): RotateKeyEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    profile: readProfile(variables),
    plans: readPlans(variables),
    name: required(variables, 'POSTERN_ROTATION'),
    secretsKey: required(variables, 'POSTERN_SECRETS_KEY'),
    noticeBus: required(variables, 'POSTERN_NOTICE_BUS'),
    limits: readLimits(required(variables, 'POSTERN_ROTATION_LIMITS')),
    schedules: readSchedules(required(variables, 'POSTERN_SCHEDULES')),
  };
}

/** What the function is told that queues what is due. */
export interface SweepKeysEnvironment {
  readonly keyTable: string;
  readonly name: string;
  readonly queueUrl: string;
  readonly leaseMs: number;
}

/** The variables that `readSweepKeysEnvironment` reads. */
export function sweepKeysVariables(environment: SweepKeysEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: environment.keyTable,
    POSTERN_ROTATION: environment.name,
    POSTERN_QUEUE_URL: environment.queueUrl,
    POSTERN_LEASE_MS: String(environment.leaseMs),
  };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readSweepKeysEnvironment(variables: NodeJS.ProcessEnv): SweepKeysEnvironment {
  const lease = required(variables, 'POSTERN_LEASE_MS');
  const leaseMs = parseDecimal(lease);
  if (leaseMs === undefined)
    throw new Error(`POSTERN_LEASE_MS is '${lease}'; allowed: a whole number of milliseconds`);
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    name: required(variables, 'POSTERN_ROTATION'),
    queueUrl: required(variables, 'POSTERN_QUEUE_URL'),
    leaseMs,
  };
}

/** What a function needs that has the rotation function change secrets, and shows the times of rotations. */
export interface RotationTargetEnvironment {
  /** The ARN of the rotation function. */
  readonly rotateKeyFunction: string;
  readonly limits: RotationLimits;
}

/** The variables that `readRotationTarget` reads. */
export function rotationTargetVariables({ rotateKeyFunction, limits }: RotationTargetEnvironment): Variables {
  return {
    POSTERN_ROTATE_KEY_FUNCTION: rotateKeyFunction,
    POSTERN_ROTATION_LIMITS: JSON.stringify(limits),
  };
}

/** The same for a function that is of no use without. @throws Error that names the variable if it is missing */
export function requireRotationTarget(variables: NodeJS.ProcessEnv): string {
  return required(variables, 'POSTERN_ROTATE_KEY_FUNCTION');
}

/** Undefined if the deployment has no rotation. @throws Error that names the variable if the limits are missing or wrong */
export function readRotationTarget(variables: NodeJS.ProcessEnv): RotationTargetEnvironment | undefined {
  const { POSTERN_ROTATE_KEY_FUNCTION: rotateKeyFunction } = variables;
  if (rotateKeyFunction === undefined) return undefined;
  return { rotateKeyFunction, limits: readLimits(required(variables, 'POSTERN_ROTATION_LIMITS')) };
}

function readSchedules(text: string): readonly Schedule[] {
  return text.split(',').map((each) => {
    const schedule = SCHEDULES.find((known) => known === each);
    if (schedule) return schedule;
    throw new Error(`POSTERN_SCHEDULES is '${text}'; allowed: ${SCHEDULES.join(', ')}`);
  });
}

function readLimits(text: string): RotationLimits {
  const { data, error } = rotationLimits.safeParse(JSON.parse(text));
  if (data) return data;
  throw new Error('POSTERN_ROTATION_LIMITS must be a JSON object of milliseconds by limit', { cause: error });
}
