import type { StepResult } from './attempt.ts';
import { credentialOf, endCredentials, isFinished, type ManagedKey, openRotation } from './managed-key.ts';
import { overlapWaitMs } from './overlap.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { hasLabel, labelled, type SecretDescription, SecretStoreError } from './secret-store.ts';
import { standingRefusal } from './standing.ts';
import { readRecord, transitionRecord } from './transition.ts';

/**
 * Moves the current label to the version of this token. Whatever was abandoned is not finished; where the label is
 * not where it was left, nothing is moved. Ends nothing that a consumer could still come to read.
 */
export async function finishRotation(
  deps: RotationDeps,
  keyId: string,
  secretArn: string,
  token: string,
): Promise<StepResult> {
  const record = await readRecord(deps.store, keyId);
  if (!record) return 'not-managed';
  const rotation = openRotation(record.managed, token);
  if (!rotation) return isFinished(record.managed, token) ? 'done' : 'abandoned';
  const refused = await standingRefusal(deps.store, record.key, deps.clock());
  if (refused) return refused;
  if (credentialOf(record, token)?.endsAtMs !== null) return 'not-accepted';

  const secret = await deps.secrets.describe(secretArn);
  if (hasLabel(secret.labels, token, 'AWSCURRENT')) return 'done';
  const from = labelled(secret, 'AWSCURRENT');
  const isExpected = rotation.kind === 'replacement' || from === record.managed.current;
  if (from === undefined || !isExpected) return 'label-moved-by-hand';
  const ended = await endWhatLosesItsLabel(deps, keyId, token);
  if (ended !== 'done') return ended;
  return moveCurrent(deps, secretArn, { from, to: token });
}

async function moveCurrent(
  { secrets }: RotationDeps,
  secretArn: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<StepResult> {
  try {
    await secrets.moveLabel(secretArn, { label: 'AWSCURRENT', from, to });
    return 'done';
  } catch (error) {
    if (!(error instanceof SecretStoreError) || error.fault !== 'label-elsewhere') throw error;
    const now: SecretDescription = await secrets.describe(secretArn);
    return hasLabel(now.labels, to, 'AWSCURRENT') ? 'done' : 'label-moved-by-hand';
  }
}

/**
 * A rotation inside the overlap of the one before takes the previous label off a version that is still held. Its
 * credential gets its end here, while it is labelled: as late as it would have been retired.
 */
async function endWhatLosesItsLabel(deps: RotationDeps, keyId: string, token: string): Promise<StepResult> {
  const { outcome } = await transitionRecord<'abandoned'>(deps, keyId, (record) => {
    const { key, managed } = record;
    if (isFinished(managed, token)) return 'unchanged';
    if (!openRotation(managed, token)) return { refused: 'abandoned' };
    const endsAtMs = retiredAtLatestMs(managed, deps);
    // Where it isn't known what has arrived everywhere, nothing gets an end.
    if (endsAtMs === undefined) return 'unchanged';
    const kept = [token, managed.current].map((each) => credentialOf(record, each)?.generation);
    const credentials = endCredentials(key, endsAtMs, ({ generation }) => !kept.includes(generation));
    const isChanged = credentials.some((each, index) => each !== key.credentials[index]);
    return isChanged
      ? { next: { key: { ...key, credentials }, managed }, action: 'rotation.end-set' }
      : 'unchanged';
  });
  return outcome;
}

function retiredAtLatestMs(managed: ManagedKey, { limits }: RotationDeps): number | undefined {
  const { retireWhenUnused, retireLimitMs, promotedSeenAtMs, overlapMs } = managed;
  if (promotedSeenAtMs === null) return undefined;
  return promotedSeenAtMs + (retireWhenUnused ? retireLimitMs : overlapWaitMs(overlapMs, limits));
}
