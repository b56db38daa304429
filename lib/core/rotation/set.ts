import { DIGEST_VERSION } from '../keys/digest.ts';
import type { Credential } from '../keys/key.ts';
import type { StepResult } from './attempt.ts';
import { digestFor, heldValue } from './held-value.ts';
import { endDerived } from './leaked-value.ts';
import { CREDENTIALS_LIMIT, isFinished, type ManagedRecord, openRotation } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { type StandingRefusal, standingRefusal } from './standing.ts';
import { transitionRecord } from './transition.ts';

type SetRefusal = StandingRefusal | 'abandoned' | 'edited-by-hand' | 'too-many-credentials';

/**
 * Has the key accept the pending value: one that was drawn here, for this key and under this token, and no other.
 * From here on both values are accepted; a replacement ends all others in the same write.
 */
export async function acceptPending(
  deps: RotationDeps,
  keyId: string,
  secretArn: string,
  token: string,
): Promise<StepResult> {
  const text = await deps.secrets.readVersion(secretArn, token);
  if (text === undefined) return 'version-missing';
  const held = heldValue(deps.codecs.key, text);

  const { outcome } = await transitionRecord<SetRefusal>(deps, keyId, async (record, nowMs) => {
    const { key, managed } = record;
    if (isFinished(managed, token) || managed.versions.some((each) => each.token === token))
      return 'unchanged';
    const digest = held && digestFor(key, held);
    if (digest === undefined) return { refused: 'edited-by-hand' };
    const refused = additionRefusal(record, token, digest) ?? (await standingRefusal(deps.store, key, nowMs));
    if (refused) return { refused };
    const next = accepting(record, token, digest, nowMs);
    const action = 'rotation.value-accepted';
    if (managed.rotation?.kind !== 'replacement') return { next, action };
    return { next: endDerived(deps, next, nowMs), action, cascade: 'pending' };
  });
  return outcome;
}

function additionRefusal(
  { key, managed }: ManagedRecord,
  token: string,
  digest: string,
): SetRefusal | undefined {
  const rotation = openRotation(managed, token);
  if (!rotation) return 'abandoned';
  if (!rotation.proposed.includes(digest)) return 'edited-by-hand';
  const isFull = rotation.kind !== 'replacement' && key.credentials.length >= CREDENTIALS_LIMIT;
  return isFull ? 'too-many-credentials' : undefined;
}

function accepting(
  { key, managed }: ManagedRecord,
  token: string,
  digest: string,
  nowMs: number,
): ManagedRecord {
  const added: Credential = {
    generation: managed.lastGeneration + 1,
    digestVersion: DIGEST_VERSION,
    digest,
    endsAtMs: null,
  };
  const version = { token, generation: added.generation, sinceMs: nowMs };
  const rotation = managed.rotation && { ...managed.rotation, setAtMs: nowMs };
  const isReplacement = managed.rotation?.kind === 'replacement';
  return {
    key: { ...key, credentials: isReplacement ? [added] : [...key.credentials, added] },
    managed: {
      ...managed,
      rotation,
      versions: isReplacement ? [version] : [...managed.versions, version],
      lastGeneration: added.generation,
    },
  };
}
