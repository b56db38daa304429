import { decide } from '../access/decide.ts';
import { createLookUp } from '../access/look-up.ts';
import type { StepResult } from './attempt.ts';
import { heldValue } from './held-value.ts';
import type { RotationDeps } from './rotation-deps.ts';

/**
 * Presents the value of a version to what decides on requests. Writes nothing, also no decision line, so it is no
 * use of the key; it may run alone and as often as anybody likes.
 */
export async function testVersion(deps: RotationDeps, secretArn: string, token: string): Promise<StepResult> {
  const text = await deps.secrets.readVersion(secretArn, token);
  if (text === undefined) return 'version-missing';
  const presented = heldValue(deps.codecs.key, text);
  if (!presented) return 'edited-by-hand';
  const records = await createLookUp(deps.store).key(presented.keyId);
  const requirement = { kind: 'any-key' } as const;
  const { outcome } = decide({ presented, ...records, requirement, nowMs: deps.clock() });
  switch (outcome) {
    case 'allowed':
      return 'done';
    case 'revoked':
      return 'key-revoked';
    case 'disabled':
    case 'deleted':
      return 'key-not-active';
    case 'expired':
      return 'key-expired';
    case 'owner-deactivated':
      return 'owner-deactivated';
    default:
      return 'not-accepted';
  }
}
