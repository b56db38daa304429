import { hash } from 'node:crypto';
import { createOnce } from '../idempotency/create-once.ts';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyToken } from '../idempotency/record.ts';
import { type IssueKeyInput, type IssueKeyResult, issueOnce } from '../keys/issue.ts';
import type { RandomBytes } from '../runtime.ts';
import type { ManagedKey } from './managed-key.ts';
import { grantSecretAccess, type ManagedKeyInit, newManagedKey } from './new-managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { type StoredValue, storeValue, withdrawValue } from './store-value.ts';

export type IssueManagedKeyResult =
  | { readonly outcome: 'issued'; readonly managed: ManagedKey }
  | { readonly outcome: 'not-managed' }
  | { readonly outcome: Exclude<IssueKeyResult['outcome'], 'issued' | 'value-unavailable'> };

/**
 * Issues a key whose first value is stored only in a secret, once per token. The secret is created before the key: a crash
 * in between leaves a secret with the state tag `creating`, whose value is rejected. With a token, a repetition on the
 * same day (UTC) generates the same key ID, finds that secret and continues.
 *
 * @throws SecretStoreError
 */
export function issueManagedKey(
  deps: ManageDeps,
  input: IssueKeyInput,
  init: ManagedKeyInit,
  token: IdempotencyToken | undefined,
): Promise<IssueManagedKeyResult> {
  return createOnce<IssueManagedKeyResult>(deps, token, {
    create: async () => {
      // Read before the idempotency record is written, so that the day has changed when that record expires.
      const day = dayOf(deps.clock());
      // A concurrent creation with this token is committed: do not change its secret.
      if (token && (await deps.store.readKey(createdIdOn(deps, token, day)))) return 'version-conflict';
      let managed: ManagedKey | undefined;
      let stored: StoredValue | undefined;
      const result = await issueOnce(deps, deps.caller, input, {
        token,
        generateId: token && ((attempt) => idFor(deps, token, day, attempt)),
        storeValue: async (key, value) => {
          const [credential] = key.credentials;
          if (!credential) throw new Error('a new key must have a credential');
          stored = await storeValue(deps, key, value);
          await grantSecretAccess(deps, stored.secretArn, init);
          managed = newManagedKey(key, init, { ...stored, credential }, key.createdAtMs);
          return managed;
        },
      });
      if (result === 'version-conflict') {
        if (stored) await withdrawValue(deps, stored);
        return 'version-conflict';
      }
      if (result.outcome === 'issued') {
        if (!managed) throw new Error('an issued key must have been stored in its secret');
        return { outcome: 'issued', managed };
      }
      // Only a repetition has this outcome, and `repeat` handles those.
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

/** The ID of the key that a creation with this token creates on a day. */
export function createdIdOn(deps: Pick<ManageDeps, 'codecs'>, token: IdempotencyToken, day: number): string {
  return idFor(deps, token, day, 1);
}

/**
 * The same ID for each repetition of a creation, and another ID for each other creation: a token can be reused with
 * another body, or after its record has expired. An ID is not secret; the value is generated at random.
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
    const chunks: Uint8Array[] = [];
    for (let length = 0; length < count; length += 32) {
      blocks += 1;
      chunks.push(hash('sha256', `${seed}#${blocks}`, 'buffer'));
    }
    return Buffer.concat(chunks).subarray(0, count);
  };
}
