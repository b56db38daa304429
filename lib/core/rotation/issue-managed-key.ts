import { hash } from 'node:crypto';
import { createOnce } from '../idempotency/create-once.ts';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyToken } from '../idempotency/record.ts';
import { type IssueKeyInput, type IssueKeyResult, issueOnce } from '../keys/issue.ts';
import type { RandomBytes } from '../runtime.ts';
import type { ManagedKey } from './managed-key.ts';
import { type Beginning, grantSecretAccess, newManagedKey } from './new-managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { type StoredValue, storeValue, withdrawValue } from './store-value.ts';

export type IssueManagedKeyResult =
  | { readonly outcome: 'issued'; readonly managed: ManagedKey }
  | { readonly outcome: 'not-managed' }
  | { readonly outcome: Exclude<IssueKeyResult['outcome'], 'issued' | 'value-unavailable'> };

/**
 * Issues a key whose first value lies in a secret and nowhere else; once for each token. The secret is made before the
 * key, so a crash between the two leaves one whose value nothing accepts, marked as `creating`. With a token a
 * repetition on the same day (UTC) draws the same key id again, finds that secret and goes on with it.
 *
 * @throws SecretStoreError
 */
export function issueManagedKey(
  deps: ManageDeps,
  input: IssueKeyInput,
  beginning: Beginning,
  token: IdempotencyToken | undefined,
): Promise<IssueManagedKeyResult> {
  return createOnce<IssueManagedKeyResult>(deps, token, {
    create: async () => {
      // Before the time that the record of this creation gets: once that record has expired, it is another day.
      const day = dayOf(deps.clock());
      // Somebody else's creation with this token was committed in between: its secret is not touched.
      if (token && (await deps.store.readKey(createdIdOn(deps, token, day)))) return 'stale';
      let managed: ManagedKey | undefined;
      let placed: StoredValue | undefined;
      const result = await issueOnce(deps, deps.caller, input, {
        token,
        generateId: token && ((attempt) => idFor(deps, token, day, attempt)),
        keep: async (key, value) => {
          const [credential] = key.credentials;
          if (!credential) throw new Error('a new key must have a credential');
          placed = await storeValue(deps, key, value);
          await grantSecretAccess(deps, placed.secretArn, beginning);
          managed = newManagedKey(key, beginning, { ...placed, credential }, key.createdAtMs);
          return managed;
        },
      });
      if (result === 'stale') {
        if (placed) await withdrawValue(deps, placed);
        return 'stale';
      }
      if (result.outcome === 'issued') {
        if (!managed) throw new Error('an issued key must have been kept in its secret');
        return { outcome: 'issued', managed };
      }
      // Only a repetition tells that, and none gets here.
      return result.outcome === 'value-unavailable'
        ? { outcome: 'not-managed' }
        : { outcome: result.outcome };
    },
    repeat: async (keyId) => {
      const managed = await deps.store.readManagedKey(keyId);
      return managed ? { outcome: 'issued', managed } : { outcome: 'not-managed' };
    },
  });
}

/** The UTC day that is part of the id of a key which is created with a token. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / IDEMPOTENCY_WINDOW_MS);
}

/** The id of the key that a creation with this token makes on a day. */
export function createdIdOn(deps: Pick<ManageDeps, 'codecs'>, token: IdempotencyToken, day: number): string {
  return idFor(deps, token, day, 1);
}

/**
 * The same id for each repetition of a creation, and another one for each other creation: a token may be used again
 * with another body, or once its record has expired. An id is no secret; the value beside it is drawn at random.
 */
function idFor(
  { codecs }: Pick<ManageDeps, 'codecs'>,
  { id, bodyDigest }: IdempotencyToken,
  day: number,
  attempt: number,
): string {
  return codecs.key.generate(bytesFrom(`${id}#${bodyDigest}#${day}#${attempt}`)).keyId;
}

function bytesFrom(seed: string): RandomBytes {
  let blocks = 0;
  return (count) => {
    const drawn: Uint8Array[] = [];
    for (let length = 0; length < count; length += 32) {
      blocks += 1;
      drawn.push(hash('sha256', `${seed}#${blocks}`, 'buffer'));
    }
    return Buffer.concat(drawn).subarray(0, count);
  };
}
