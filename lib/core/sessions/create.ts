import { need, satisfies } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import { type CreateOnceRefusal, createOnce } from '../idempotency/create-once.ts';
import { type CreationToken, recordOf } from '../idempotency/record.ts';
import { DIGEST_VERSION, digestSessionSecret } from '../keys/digest.ts';
import type { Key } from '../keys/key.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import {
  auditableSession,
  isForSessions,
  SESSION_DEFAULT_MS,
  SESSION_LIMIT_MS,
  type Session,
} from './session.ts';

export interface CreateSessionInput {
  /** The key that makes it, and what that key may at the moment. */
  readonly key: Pick<Key, 'id' | 'tenant' | 'owner'>;
  readonly held: readonly string[];
  /** Whose session it is, as the application names its user. */
  readonly user: string;
  /** All that the key may where it is left out. */
  readonly permissions?: readonly string[] | undefined;
  /** An hour where it is left out, and never longer than the key itself lives. */
  readonly lastsMs?: number | undefined;
}

export type CreateSessionResult =
  /** The value is here and nowhere else: it can't be read again. */
  | { readonly outcome: 'created'; readonly session: Session; readonly value: string }
  | { readonly outcome: 'value-unavailable'; readonly sessionId: string }
  | { readonly outcome: 'exceeds-key'; readonly permissions: readonly string[] }
  | { readonly outcome: 'key-not-active' | CreateOnceRefusal };

const DRAWS = 8;

/** Makes a session for an embedded user, with at most what its key may (MS-10); once for each token. */
export function createSession(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateSessionInput,
  token?: CreationToken,
): Promise<CreateSessionResult> {
  return createOnce<CreateSessionResult>(deps, token, {
    create: () => create(deps, caller, input, token),
    repeat: async (sessionId) => ({ outcome: 'value-unavailable', sessionId }),
  });
}

async function create(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateSessionInput,
  token: CreationToken | undefined,
): Promise<CreateSessionResult | 'stale'> {
  const { held, permissions = held.filter(isForSessions) } = input;
  const exceeding = permissions.filter((each) => !isForSessions(each) || !satisfies(held, need(each)));
  if (exceeding.length > 0) return { outcome: 'exceeds-key', permissions: exceeding };
  const key = await deps.store.readKey(input.key.id);
  if (key?.status !== 'active') return { outcome: 'key-not-active' };

  for (let draw = 1; draw <= DRAWS; draw += 1) {
    const { session, value } = drawSession(deps, input, { permissions, keyExpiresAtMs: key.expiresAtMs });
    const event = auditEvent(deps, caller, {
      action: 'session.created',
      tenant: session.tenant,
      subject: { kind: 'session', id: session.id },
      before: null,
      after: auditableSession(session),
    });
    const record = recordOf(token, event);
    const outcome = await deps.store.commit({ kind: 'create-session', session, record }, event);
    if (outcome === 'committed') return { outcome: 'created', session, value };
    if (outcome === 'stale') return 'stale';
    if (outcome === 'key-not-active') return { outcome };
  }
  throw new Error(`drew ${DRAWS} session ids and all were taken: the source of randomness is broken`);
}

function drawSession(
  { codecs, random, clock, profile }: UseCaseDeps,
  { key, user, lastsMs = SESSION_DEFAULT_MS }: CreateSessionInput,
  { permissions, keyExpiresAtMs }: { permissions: readonly string[]; keyExpiresAtMs: number | null },
): { session: Session; value: string } {
  const codec = codecs.session;
  if (!codec) throw new Error(`the profile ${profile.name} has no sessions`);
  const { keyId: id, secret } = codec.draw(random);
  const createdAtMs = clock();
  const session: Session = {
    id,
    tenant: key.tenant,
    key: key.id,
    owner: key.owner,
    user,
    permissions,
    createdAtMs,
    expiresAtMs: Math.min(
      createdAtMs + Math.min(lastsMs, SESSION_LIMIT_MS),
      keyExpiresAtMs ?? Number.POSITIVE_INFINITY,
    ),
    endedAtMs: null,
    digestVersion: DIGEST_VERSION,
    digest: digestSessionSecret(id, secret),
    version: 1,
  };
  return { session, value: codec.compose({ environment: profile.defaultEnvironment, keyId: id, secret }) };
}
