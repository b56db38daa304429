import { isOwnerDeactivated } from '../access/effective-status.ts';
import type { Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import { type Effect, read } from './effect.ts';
import type { SecretState } from './managed-key.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Tags the secret with the state of its key, which shows readers in Secrets Manager whether its value is rejected. If
 * the write fails, the next check retries it. No other effect depends on the tag.
 */
export function tagState({ record, owner, memory }: Snapshot): Effect | undefined {
  const { key, managed } = record;
  if (memory.tagged === null) return undefined;
  if (key.status !== 'revoked' && owner === undefined) return read('owner');
  const stateTag = stateTagOf(key, owner ?? null);
  if (managed.stateTag === stateTag) return undefined;
  if (memory.tagged !== stateTag) return { kind: 'tag-state', stateTag };
  return {
    kind: 'commit',
    next: { key, managed: { ...managed, stateTag } },
    action: 'rotation.secret-tagged',
  };
}

function stateTagOf(key: Key, owner: Owner | null): SecretState {
  if (key.status === 'revoked') return 'key-revoked';
  return isOwnerDeactivated(key, owner ?? undefined) ? 'owner-deactivated' : 'managed';
}
