import { boundedByRole } from '../access/permissions.ts';
import { type Caller, shortCallerId } from '../audit/event.ts';
import { type CreateOnceRefusal, createOnce } from '../idempotency/create-once.ts';
import { type CreationToken, recordOf } from '../idempotency/record.ts';
import type { JsonObject } from '../json.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { DIGEST_VERSION, digestSecret } from './digest.ts';
import { auditableSettings, type Key, type KeyBinding } from './key.ts';

export interface IssueKeyInput {
  readonly tenant: string;
  readonly owner: string;
  readonly boundBy: KeyBinding;
  readonly name: string | null;
  readonly environment: string;
  readonly permissions: readonly string[];
  readonly expiresAtMs: number | null;
  readonly metadata: JsonObject;
}

export type IssueKeyResult =
  /** The value is here and nowhere else: it can't be read again. */
  | { readonly outcome: 'issued'; readonly key: Key; readonly value: string }
  /** A repetition: the key is there, its value was in the first answer alone. */
  | { readonly outcome: 'value-unavailable'; readonly keyId: string }
  | { readonly outcome: 'no-owner' | 'owner-cut-off' | 'expiry-not-in-future' | 'unknown-environment' }
  | { readonly outcome: CreateOnceRefusal }
  | { readonly outcome: 'exceeds-role'; readonly permissions: readonly string[] };

/** How many ids are drawn before we take it that the source of randomness is broken. */
const DRAWS = 8;

/** Issues a key to an active owner, with permissions that the owner's role allows (MB-08); once for each token. */
export function issueKey(
  deps: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
  token?: CreationToken,
): Promise<IssueKeyResult> {
  return createOnce<IssueKeyResult>(deps, token, {
    create: () => issue(deps, caller, input, token),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

async function issue(
  deps: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
  token: CreationToken | undefined,
): Promise<IssueKeyResult | 'stale'> {
  const { environments } = deps.codec;
  if (environments.length > 0 && !environments.includes(input.environment)) {
    return { outcome: 'unknown-environment' };
  }
  if (input.expiresAtMs !== null && input.expiresAtMs <= deps.clock()) {
    return { outcome: 'expiry-not-in-future' };
  }
  const owner = await deps.store.readOwner(input.tenant, input.owner);
  if (!owner) return { outcome: 'no-owner' };
  const allowed = boundedByRole(input.permissions, owner.role);
  const exceeding = input.permissions.filter((permission) => !allowed.includes(permission));
  if (exceeding.length > 0) return { outcome: 'exceeds-role', permissions: exceeding };

  for (let draw = 1; draw <= DRAWS; draw += 1) {
    const { key, value } = drawKey(deps, caller, input);
    const event = auditEvent(deps, caller, {
      action: 'key.issued',
      tenant: key.tenant,
      subject: { kind: 'key', id: key.id },
      before: null,
      after: auditableSettings(key),
    });
    const record = recordOf(token, event);
    const outcome = await deps.store.commit({ kind: 'create-key', key, record }, event);
    if (outcome === 'committed') return { outcome: 'issued', key, value };
    if (outcome === 'stale') return 'stale';
    if (outcome === 'no-owner' || outcome === 'owner-cut-off') return { outcome };
  }
  throw new Error(`drew ${DRAWS} key ids and all were taken: the source of randomness is broken`);
}

function drawKey(
  { codec, random, clock }: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
): { key: Key; value: string } {
  const { keyId, secret } = codec.draw(random);
  const credential = {
    generation: 1,
    digestVersion: DIGEST_VERSION,
    digest: digestSecret(keyId, secret),
    endsAtMs: null,
  };
  const key: Key = {
    ...input,
    id: keyId,
    status: 'active',
    createdAtMs: clock(),
    createdBy: shortCallerId(caller),
    hint: codec.hint({ environment: input.environment, keyId }),
    revocation: null,
    credentials: [credential],
    version: 1,
  };
  return { key, value: codec.compose({ environment: input.environment, keyId, secret }) };
}
