import { digestSecret } from '../keys/digest.ts';
import type { StepResult } from './attempt.ts';
import { secretText } from './held-value.ts';
import { isFinished, openRotation } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { SecretStoreError } from './secret-store.ts';
import { transitionRecord } from './transition.ts';

/** How many of the values that were drawn for one version are remembered: one, unless answers are lost. */
const PROPOSALS_LIMIT = 3;

/**
 * Makes the pending version. If it exists, its value is the value: it is never drawn again. What is drawn is written
 * down before it is put, as a digest, so that *set* can tell it from what others put.
 */
export async function createPending(
  deps: RotationDeps,
  keyId: string,
  secretArn: string,
  token: string,
): Promise<StepResult> {
  const existing = await deps.secrets.readVersion(secretArn, token);
  if (existing !== undefined) return 'done';

  const { secret } = deps.codecs.key.draw(deps.random);
  const digest = digestSecret(keyId, secret);
  const result = await transitionRecord<'abandoned' | 'finished' | 'version-missing'>(
    deps,
    keyId,
    ({ key, managed }) => {
      const rotation = openRotation(managed, token);
      if (!rotation) return { refused: isFinished(managed, token) ? 'finished' : 'abandoned' };
      // Its value was accepted and is gone, or the read was behind: no other one may take its place.
      if (rotation.setAtMs !== null) return { refused: 'version-missing' };
      const proposed = [...rotation.proposed, digest].slice(-PROPOSALS_LIMIT);
      const next = { ...managed, rotation: { ...rotation, proposed } };
      return { next: { key, managed: next }, action: 'rotation.value-drawn' };
    },
  );
  if (result.outcome === 'finished') return 'done';
  if (result.outcome !== 'done') return result.outcome;

  const { key } = result.record;
  const value = deps.codecs.key.compose({ environment: key.environment, keyId, secret });
  const text = secretText(key, value, deps.profile);
  try {
    await deps.secrets.putVersion(secretArn, { token, text, label: 'AWSPENDING' });
  } catch (error) {
    // The read was behind, or somebody was faster: their value is the value.
    if (!(error instanceof SecretStoreError) || error.fault !== 'value-differs') throw error;
  }
  return 'done';
}
