import { ownerRole } from '../access/decide.ts';
import { effectiveKeyStatus } from '../access/effective-status.ts';
import { limitToRole, requirePermission, satisfies } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import {
  type CreateOnceRejection,
  commitCreation,
  createOnce,
  withUnusedId,
} from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import { derivedAtMs } from '../keys/derived-at.ts';
import { DIGEST_VERSION, digestSessionSecret } from '../keys/digest.ts';
import type { Key } from '../keys/key.ts';
import { isStillAccepted, type PresentedKey } from '../keys/presented.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import type { Owner } from '../owners/owner.ts';
import { knownPermissions } from '../profiles/vocabulary.ts';
import type { UseCaseDeps } from '../use-case.ts';
import {
  auditableSession,
  isForSessions,
  SESSION_DEFAULT_MS,
  SESSION_LIMIT_MS,
  type Session,
} from './session.ts';

export interface CreateSessionInput {
  /** The key that creates it. */
  readonly key: PresentedKey;
  /** The permission that creating a session requires. */
  readonly requiredPermission: string;
  /** The user of the session, as named by the application. */
  readonly user: string;
  /** Default: all permissions of the key that sessions can have. */
  readonly permissions?: readonly string[] | undefined;
  /** Default: one hour. A session never outlives the expiry of its key. */
  readonly lastsMs?: number | undefined;
}

export type CreateSessionResult =
  /** The value. It is not stored and cannot be read again. */
  | { readonly outcome: 'created'; readonly session: Session; readonly value: string }
  | { readonly outcome: 'value-unavailable'; readonly sessionId: string }
  | {
      readonly outcome: 'exceeds-key';
      readonly permissions: readonly string[];
      /** The permissions of the key that sessions can have. */
      readonly allowed: readonly string[];
    }
  | { readonly outcome: 'key-not-active' | CreateOnceRejection };

/**
 * Creates a session for an embedded user, with at most the permissions of its key (MS-10). A token creates one session.
 * The key and the owner that it is bound to are read once, and their versions are conditions of the commit.
 */
export function createSession(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateSessionInput,
  token?: IdempotencyToken,
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
  token: IdempotencyToken | undefined,
): Promise<CreateSessionResult | 'version-conflict'> {
  const key = await deps.store.readKey(input.key.id);
  if (key?.tenant !== input.key.tenant) return { outcome: 'key-not-active' };
  const owner = await readBoundOwner(deps.store, key);
  const nowMs = deps.clock();
  if (!isStillAccepted(key, input.key, nowMs)) return { outcome: 'key-not-active' };
  const usable = usablePermissions(deps, key, owner, nowMs);
  if (!satisfies(usable, requirePermission(input.requiredPermission))) return { outcome: 'key-not-active' };
  const allowed = usable.filter(isForSessions);
  const { permissions = allowed } = input;
  const exceeding = permissions.filter(
    (each) => !isForSessions(each) || !satisfies(usable, requirePermission(each)),
  );
  if (exceeding.length > 0) return { outcome: 'exceeds-key', permissions: exceeding, allowed };

  const expected = { key: key.version, owner: owner?.version };
  return withUnusedId(async () => {
    const { session, value } = generateSession(deps, input, { key, permissions, nowMs });
    const { tenant, id } = session;
    const outcome = await commitCreation(
      deps,
      caller,
      {
        action: 'session.created',
        tenant,
        subject: { kind: 'session', id },
        after: auditableSession(session),
      },
      token,
      (record) => ({ kind: 'create-session', session, expected, record }),
    );
    if (outcome === 'committed') return { outcome: 'created', session, value } as const;
    if (outcome === 'version-conflict') return 'version-conflict';
    return outcome === 'key-not-active' ? { outcome } : 'exists';
  });
}

/** The permissions of a key at an instant; empty if the key is denied. */
function usablePermissions(
  { profile }: UseCaseDeps,
  key: Key,
  owner: Owner | undefined,
  nowMs: number,
): readonly string[] {
  // The decision on this request has read the tenant.
  if (effectiveKeyStatus(key, { owner, isSuspended: false }, nowMs) !== 'active') return [];
  return limitToRole(knownPermissions(key.permissions, profile), ownerRole(key, owner));
}

function generateSession(
  { codecs, random, profile }: UseCaseDeps,
  { user, lastsMs = SESSION_DEFAULT_MS }: CreateSessionInput,
  { key, permissions, nowMs }: { key: Key; permissions: readonly string[]; nowMs: number },
): { session: Session; value: string } {
  const codec = codecs.session;
  if (!codec) throw new Error(`the profile ${profile.name} has no sessions`);
  const { keyId: id, secret } = codec.generate(random);
  const session: Session = {
    id,
    tenant: key.tenant,
    key: key.id,
    owner: key.owner,
    user,
    permissions,
    createdAtMs: derivedAtMs(key, nowMs),
    expiresAtMs: Math.min(
      nowMs + Math.min(lastsMs, SESSION_LIMIT_MS),
      key.expiresAtMs ?? Number.POSITIVE_INFINITY,
    ),
    endedAtMs: null,
    digestVersion: DIGEST_VERSION,
    digest: digestSessionSecret(id, secret),
    version: 1,
  };
  return { session, value: codec.compose({ environment: profile.defaultEnvironment, keyId: id, secret }) };
}
