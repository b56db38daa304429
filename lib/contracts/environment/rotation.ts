import * as z from 'zod';
import { SCHEDULES, type Schedule } from '../../core/rotation/managed-key.ts';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';
import { parseDecimal } from '../decimal.ts';
import { keyTable, plans, profile } from './fields.ts';
import { environment, json, text, type Variable, variable } from './variables.ts';

const durationMs = z.int().min(0);
const rotationLimits = z.strictObject({
  maxRunMs: durationMs,
  clockSkewMs: durationMs,
  propagationMs: durationMs,
  rotationTimeoutMs: durationMs,
  resyncIntervalMs: durationMs,
}) satisfies z.ZodType<RotationLimits>;

const limits: Variable<RotationLimits> = json(
  'POSTERN_ROTATION_LIMITS',
  isRotationLimits,
  'a JSON object of milliseconds by limit',
);

/** The supported schedules. */
const schedules = variable<readonly Schedule[]>('POSTERN_SCHEDULES', {
  parse(value) {
    const named = value.split(',').map((each) => SCHEDULES.find((known) => known === each));
    return named.every((each) => each !== undefined) ? named : undefined;
  },
  allowed: SCHEDULES.join(', '),
});

/** The name of the rotation deployment. Its secrets are named `postern/<name>/<key id>`. */
const name = text('POSTERN_ROTATION');

/** The name of the event bus. */
const eventBus = text('POSTERN_EVENT_BUS');

/** The environment of the rotation function. */
export const { write: rotateKeyVariables, read: readRotateKeyEnvironment } = environment({
  keyTable,
  profile,
  plans,
  name,
  /** The ARN of the KMS key that encrypts new secrets. */
  secretsKey: text('POSTERN_SECRETS_KEY'),
  eventBus,
  limits,
  schedules,
});

/** The environment of the function that queues due tasks. */
export const { write: sweepKeysVariables, read: readSweepKeysEnvironment } = environment({
  keyTable,
  name,
  queueUrl: text('POSTERN_QUEUE_URL'),
  leaseMs: variable('POSTERN_LEASE_MS', { parse: parseDecimal, allowed: 'a whole number of milliseconds' }),
});

/** The environment of the function that publishes events about limits. */
export const limitEventVariables = environment({ keyTable, name, eventBus });

/** The environment of functions that send commands to the rotation function. */
export const rotationTarget = environment({
  /** The ARN of the rotation function. */
  rotateKeyFunction: text('POSTERN_ROTATE_KEY_FUNCTION'),
  limits,
});

function isRotationLimits(parsed: unknown): parsed is RotationLimits {
  return rotationLimits.safeParse(parsed).success;
}
