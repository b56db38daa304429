import { abandonStuck, clearAbandoned } from './abandon.ts';
import { attempt, forgetPassedTrouble, type StepResult } from './attempt.ts';
import { createPending } from './create.ts';
import { isDue, mayBegin } from './due.ts';
import { finishRotation } from './finish.ts';
import type { ManagedKey, ManagedRecord } from './managed-key.ts';
import { markSecret } from './mark.ts';
import { observeLabels } from './observe.ts';
import { retireOld } from './retire.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { acceptPending } from './set.ts';
import { startRotation } from './start.ts';
import { tellUntold } from './tell.ts';
import { testVersion } from './test.ts';

/** The steps that Secrets Manager calls. */
export const SECRET_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type SecretStep = (typeof SECRET_STEPS)[number];

/**
 * Does for a managed key whatever is to be done now: goes on with a rotation, begins one that is due, retires what
 * is old, clears what is stuck, tells what happened. Run it as often as you like, twice at once as well.
 *
 * @throws UnavailableError where the store doesn't answer: run it again
 */
export async function rotate(deps: RotationDeps, keyId: string): Promise<StepResult> {
  const before = await deps.store.readManagedKey(keyId);
  if (!before) return 'not-managed';
  const { secretArn } = before;
  const result = await attempt(deps, keyId, () => pass(deps, keyId, secretArn));
  if (result === 'done') await forgetPassedTrouble(deps, keyId);
  await markSecret(deps, keyId);
  const after = await deps.store.readManagedKey(keyId);
  if (after) await tellUntold(deps, after);
  return result;
}

/** Begins a rotation now, whether due or not. Goes on with it as `rotate` does. */
export async function rotateNow(deps: RotationDeps, keyId: string, secretArn: string): Promise<StepResult> {
  const started = await attempt(deps, keyId, () => startRotation(deps, keyId, secretArn, 'own-token'));
  return started === 'done' ? rotate(deps, keyId) : started;
}

/**
 * One of Secrets Manager's four calls. The key is the one that names this secret as its own; Secrets Manager takes
 * anything but `done` for a failure and calls again.
 *
 * @throws UnavailableError where the store doesn't answer
 */
export async function rotateStep(
  deps: RotationDeps,
  {
    secretArn,
    token,
    step,
  }: { readonly secretArn: string; readonly token: string; readonly step: SecretStep },
): Promise<StepResult> {
  const managed = await managedKeyOf(deps, secretArn);
  if (!managed) return 'not-bound';
  const { keyId } = managed;
  const isOpen = managed.rotation?.token === token;
  const isOver = managed.last?.token === token && managed.last.outcome === 'finished';
  if (isOver) return 'done';
  if (!isOpen && step === 'testSecret') return testConfiguration(deps, managed, token);
  if (!isOpen && step !== 'createSecret') return 'not-recorded';
  return attempt(deps, keyId, async () => {
    switch (step) {
      case 'createSecret': {
        const started = await startRotation(deps, keyId, secretArn, { token });
        return started === 'done' ? createPending(deps, keyId, secretArn, token) : started;
      }
      case 'setSecret':
        return acceptPending(deps, keyId, secretArn, token);
      case 'testSecret':
        return testVersion(deps, secretArn, token);
      case 'finishSecret':
        return finishRotation(deps, keyId, secretArn, token);
    }
  });
}

/** The name of a secret ends in the id of the key that it may be of; the key says whether it is. */
async function managedKeyOf(deps: RotationDeps, secretArn: string): Promise<ManagedKey | undefined> {
  const managed = await deps.store.readManagedKey(keyIdIn(secretArn));
  return managed?.secretArn === secretArn ? managed : undefined;
}

/** `arn:…:secret:postern/<stage>/<key id>-<six characters>` */
function keyIdIn(secretArn: string): string {
  return secretArn.slice(secretArn.lastIndexOf('/') + 1).slice(0, -'-AbCdEf'.length);
}

/** Asked when rotation is switched on for later: the pending version is a trial then, and may be empty. */
async function testConfiguration(
  deps: RotationDeps,
  { secretArn, current }: ManagedKey,
  token: string,
): Promise<StepResult> {
  const pending = await deps.secrets.readVersion(secretArn, token);
  return testVersion(deps, secretArn, pending === undefined ? current : token);
}

async function pass(deps: RotationDeps, keyId: string, secretArn: string): Promise<StepResult> {
  const observed = await observeLabels(deps, keyId, secretArn);
  if (observed.outcome !== 'done') return observed.outcome;
  const { managed, key } = observed.record;
  if (key.status === 'revoked') return 'done';
  if (managed.rotation) await abandonStuck(deps, keyId);
  await clearAbandoned(deps, managed);
  if (isDue(managed, deps.clock()) && (await mayBeginNow(deps, observed.record))) {
    const started = await startRotation(deps, keyId, secretArn, 'own-token');
    if (started !== 'done') return started;
  }
  const stepped = await takeSteps(deps, keyId, secretArn);
  if (stepped !== 'done') return stepped;
  await observeLabels(deps, keyId, secretArn);
  await retireOld(deps, keyId);
  return 'done';
}

/** Asked only where a rotation is due: it takes a read of the tenant. */
async function mayBeginNow(
  { store, clock }: RotationDeps,
  { key, managed }: ManagedRecord,
): Promise<boolean> {
  const tenant = await store.readTenant(key.tenant);
  return mayBegin(managed, tenant?.rotationFreeze ?? null, clock());
}

/** All steps that are left of an open rotation. Each looks for itself whether it is done. */
async function takeSteps(deps: RotationDeps, keyId: string, secretArn: string): Promise<StepResult> {
  const managed = await deps.store.readManagedKey(keyId);
  const rotation = managed?.rotation;
  if (!rotation || rotation.abandonedAtMs !== null) return 'done';
  const { token, kind } = rotation;
  const steps =
    kind === 'rollback'
      ? [() => finishRotation(deps, keyId, secretArn, token)]
      : [
          () => createPending(deps, keyId, secretArn, token),
          () => acceptPending(deps, keyId, secretArn, token),
          () => testVersion(deps, secretArn, token),
          () => finishRotation(deps, keyId, secretArn, token),
        ];
  for (const step of steps) {
    const result = await step();
    if (result !== 'done') return result;
  }
  return 'done';
}
