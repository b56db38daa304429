import {
  type RotationCommand,
  type RotationResponse,
  readCommand,
} from '../../lib/contracts/rotation-command.ts';
import { rotationMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { queueEvent } from '../../lib/contracts/rotation-tasks.ts';
import { secretsManagerStep } from '../../lib/contracts/secrets-manager-step.ts';
import type { RotationDeps } from '../../lib/core/rotation/rotation-deps.ts';
import { type BatchResponse, processBatch, type QueueDeps } from './queue.ts';
import { type OwnSecrets, runOwnStep } from './secret-step.ts';

/** The ports to Secrets Manager. */
export type SecretPorts = Pick<RotationDeps, 'secrets' | 'provisioner'>;

export interface RotateKeyDeps extends Omit<QueueDeps, keyof SecretPorts> {
  /** Secrets Manager calls the function by its ARN, which a run learns from its context. */
  readonly secretsFor: (functionArn: string) => SecretPorts;
  readonly ownSecrets: OwnSecrets;
  readonly runCommand: (command: RotationCommand, functionArn: string) => Promise<RotationResponse>;
}

/** The used part of a Lambda context. */
export interface RunContext {
  readonly invokedFunctionArn: string;
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * Makes the handler of the one function that reads and writes secrets. Called by the queue of the sweep, by the
 * control API and CloudFormation with a command, and by Secrets Manager with a step. Other events are rejected. Callers
 * of commands are authorized by IAM: an invalid command gets a response and is never counted as forged.
 */
export function createHandler(deps: RotateKeyDeps) {
  return async (
    event: unknown,
    context: RunContext,
  ): Promise<BatchResponse | RotationResponse | undefined> => {
    const runDeps = { ...deps, ...deps.secretsFor(context.invokedFunctionArn) };
    const batch = queueEvent.safeParse(event).data;
    if (batch) return processBatch(runDeps, batch.Records, () => context.getRemainingTimeInMillis());
    const read = readCommand(event);
    if (read && 'rejected' in read) return rejectCommand(deps, read.rejected);
    if (read) return deps.runCommand(read.command, context.invokedFunctionArn);
    const step = secretsManagerStep.safeParse(event).data;
    if (!step) throw rejectEvent(deps, 'unknown-event');
    const result = await runOwnStep(runDeps, deps.ownSecrets, step, context.invokedFunctionArn);
    if (result === 'done') return undefined;
    if (UNTRUSTED_CALLS.includes(result)) throw rejectEvent(deps, result);
    // Secrets Manager treats it as a failure and retries.
    throw new Error(`the rotation step failed: ${result}`);
  };
}

/** The results that no call of Secrets Manager about a rotation of this deployment can have. */
const UNTRUSTED_CALLS = ['secret-outside-deployment', 'secret-not-bound', 'unknown-rotation-token'];

function rejectCommand({ log }: RotateKeyDeps, response: RotationResponse): RotationResponse {
  log(`${JSON.stringify({ postern: 'rotation-command-rejected', reason: response.outcome })}\n`);
  return response;
}

/** Logs and counts the event without its content, which can be forged. */
function rejectEvent({ log, rotation, clock }: RotateKeyDeps, reason: string): Error {
  log(`${JSON.stringify({ postern: 'rotation-rejected', reason })}\n`);
  log(rotationMetricsLine(rotation, { done: 0, failed: 0, rejectedEvents: 1 }, clock()));
  return new Error(`the rotation event was rejected: ${reason}`);
}
