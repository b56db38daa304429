import { acceptValue, createValue, isAccepted, promote } from './advance-rotation.ts';
import type { StepResult } from './blocked-reasons.ts';
import { type Effect, read, reject } from './effect.ts';
import { isFinished, type Rotation } from './managed-key.ts';
import { recordFailure } from './record-failure.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { runEffects } from './run-effects.ts';
import { hasLabel } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';
import { startStep } from './start.ts';

/** The steps that Secrets Manager calls. */
export const SECRET_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type SecretStep = (typeof SECRET_STEPS)[number];

interface StepCall {
  readonly secretArn: string;
  readonly versionId: string;
  readonly step: SecretStep;
}

/**
 * Runs one of the four steps of Secrets Manager: only the rows of that step, until its goal is reached. The key must be
 * bound to this secret. Secrets Manager treats any result except `done` as a failure and retries.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function runSecretStep(deps: RotationDeps, call: StepCall): Promise<StepResult> {
  const { outcome } = await runEffects(deps, keyIdIn(call.secretArn), (snapshot) =>
    nextOfStep(snapshot, call),
  );
  return outcome === 'not-managed' ? 'secret-not-bound' : outcome;
}

/** `arn:…:secret:postern/<stage>/<key id>-<six characters>` */
function keyIdIn(secretArn: string): string {
  return secretArn.slice(secretArn.lastIndexOf('/') + 1).slice(0, -'-AbCdEf'.length);
}

/** The next effect of a step; undefined if its goal is reached or it failed. */
function nextOfStep(snapshot: Snapshot, { secretArn, versionId, step }: StepCall): Effect | undefined {
  const { managed, key } = snapshot.record;
  if (managed.secretArn !== secretArn) return rejectOnce(snapshot, 'secret-not-bound');
  if (isFinished(managed, versionId)) return undefined;
  const rotation = managed.rotation?.versionId === versionId ? managed.rotation : undefined;
  if (step === 'testSecret') return verifyOnce(snapshot, { versionId, rotation });
  if (snapshot.failure !== undefined) return recordFailure(snapshot);
  if (!rotation)
    return step === 'createSecret'
      ? startStep(snapshot, versionId)
      : reject(closedReason(snapshot, versionId));
  if (key.status === 'revoked') return reject('key-revoked');
  switch (step) {
    case 'createSecret':
      return createOnce(snapshot, rotation);
    case 'setSecret':
      if (isAccepted(managed, versionId)) return undefined;
      return rotation.abandonedAtMs === null ? acceptValue(snapshot, rotation) : reject('abandoned');
    case 'finishSecret':
      return rotation.abandonedAtMs === null ? finish(snapshot, rotation) : reject('abandoned');
  }
}

function rejectOnce({ failure }: Snapshot, reason: Exclude<StepResult, 'done'>): Effect | undefined {
  return failure === undefined ? reject(reason) : undefined;
}

/** Secrets Manager can call late for a closed rotation (`abandoned`). Any other version ID is forged. */
function closedReason({ record }: Snapshot, versionId: string): 'abandoned' | 'unknown-rotation-token' {
  return record.managed.last?.versionId === versionId ? 'abandoned' : 'unknown-rotation-token';
}

function createOnce(snapshot: Snapshot, rotation: Rotation): Effect | undefined {
  const value = snapshot.values[rotation.versionId];
  if (value) return undefined;
  if (value === null && rotation.abandonedAtMs !== null) return reject('abandoned');
  if (isAccepted(snapshot.record.managed, rotation.versionId)) {
    return value === null ? reject('version-missing') : { kind: 'read-value', versionId: rotation.versionId };
  }
  return createValue(snapshot, rotation);
}

/** Secrets Manager calls only this step to test a new schedule. The pending version then has no rotation and can be empty. */
function verifyOnce(
  snapshot: Snapshot,
  { versionId, rotation }: { readonly versionId: string; readonly rotation: Rotation | undefined },
): Effect | undefined {
  const { failure, verified, values, record } = snapshot;
  if (verified !== undefined) return undefined;
  if (failure !== undefined) return rotation && recordFailure(snapshot);
  if (rotation) return { kind: 'verify', versionId };
  if (values[versionId] === undefined) return { kind: 'read-value', versionId };
  return { kind: 'verify', versionId: values[versionId] === null ? record.managed.current : versionId };
}

function finish(snapshot: Snapshot, rotation: Rotation): Effect | undefined {
  const { secret, memory } = snapshot;
  if (!secret) return read('secret');
  if (hasLabel(secret.labels, rotation.versionId, 'AWSCURRENT') || memory.movedTo === rotation.versionId)
    return undefined;
  return promote(snapshot, rotation) ?? reject('label-drift');
}
