import { commonRanges } from '../access/address-range-bounds.ts';
import { commonPermissions } from '../access/permissions.ts';
import {
  type Credential,
  type Deletion,
  KEY_STATUSES,
  type Key,
  type KeySettings,
  type KeyStatus,
  REVOCATION_REASONS,
  type Revocation,
} from '../keys/key.ts';

/** A key and the largest generation that any of its credentials had. */
export interface KeyState {
  readonly key: Key;
  readonly lastGeneration: number;
}

/** What a source knows of a key. The audit trail knows no digests. Undefined members are not known. */
export interface KnownKey
  extends Partial<
    Pick<
      KeySettings,
      | 'status'
      | 'permissions'
      | 'expiresAtMs'
      | 'allowedAddresses'
      | 'revocation'
      | 'deletion'
      | 'endSessionsWithKey'
      | 'compromisedUntilMs'
    >
  > {
  readonly credentials?: readonly KnownCredential[] | undefined;
  /** An absent credential up to this generation has ended. A later one is not known to the source. */
  readonly lastGeneration: number;
}

export type KnownCredential = Pick<Credential, 'generation' | 'endsAtMs'> &
  Partial<Pick<Credential, 'digest' | 'digestVersion'>>;

/** What a stored key tells about itself. */
export function knownOf({ key, lastGeneration }: KeyState): KnownKey {
  return { ...key, lastGeneration };
}

/**
 * The stricter of two states of a key: it allows only what both allow. All other settings, such as the name, are those of the
 * first one. Of two sources of the same key, the order changes only these settings.
 */
export function stricterKey({ key, lastGeneration }: KeyState, known: KnownKey): KeyState {
  const allowedAddresses = commonRanges(key.allowedAddresses, known.allowedAddresses ?? []);
  const statuses = [key.status, known.status, ...(allowedAddresses ? [] : (['disabled'] as const))];
  const status = strictest(KEY_STATUSES, statuses);
  const compromisedUntilMs = latest(key.compromisedUntilMs, known.compromisedUntilMs);
  const { compromisedUntilMs: _replaced, ...settings } = key;
  return {
    key: {
      ...settings,
      status,
      permissions: known.permissions
        ? commonPermissions(key.permissions, known.permissions)
        : key.permissions,
      expiresAtMs: lesser(key.expiresAtMs, known.expiresAtMs ?? null),
      allowedAddresses: allowedAddresses ?? key.allowedAddresses,
      revocation: stricterRevocation(key, known),
      deletion: stricterDeletion(key, known),
      endSessionsWithKey: key.endSessionsWithKey || known.endSessionsWithKey === true,
      ...(compromisedUntilMs !== undefined && { compromisedUntilMs }),
      credentials: status === 'revoked' ? [] : stricterCredentials({ key, lastGeneration }, known),
    },
    lastGeneration: Math.max(lastGeneration, known.lastGeneration),
  };
}

/** The last one in an ascending order of strictness. */
function strictest<Value>(order: readonly Value[], values: readonly (Value | undefined)[]): Value {
  const found = order.findLast((each) => values.includes(each));
  if (found === undefined) throw new Error('at least one value must be known');
  return found;
}

/** The lesser of two numbers; null means that there is no limit. */
export function lesser(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

/** The credentials that neither side has ended, each with the earlier end. */
function stricterCredentials({ key, lastGeneration }: KeyState, known: KnownKey): readonly Credential[] {
  const own = key.credentials.flatMap((each) => restricted(each, known));
  const isOwn = ({ generation }: KnownCredential) =>
    key.credentials.some((each) => each.generation === generation);
  const newer = (known.credentials ?? []).flatMap((each) => {
    const { digest, digestVersion } = each;
    const isNew = !isOwn(each) && each.generation > lastGeneration;
    return isNew && digest !== undefined && digestVersion !== undefined
      ? [{ ...each, digest, digestVersion }]
      : [];
  });
  return [...own, ...newer].toSorted((one, other) => one.generation - other.generation);
}

function restricted(
  credential: Credential,
  { credentials, lastGeneration }: KnownKey,
): readonly Credential[] {
  if (!credentials) return [credential];
  const known = credentials.find(({ generation }) => generation === credential.generation);
  if (!known) return credential.generation > lastGeneration ? [credential] : [];
  // Two values with one generation come from two histories of the key: each of them may have ended in the other one.
  if (known.digest !== undefined && known.digest !== credential.digest) return [];
  return [{ ...credential, endsAtMs: lesser(credential.endsAtMs, known.endsAtMs) }];
}

/** The earlier revocation with the more severe reason. Sessions stay valid only if neither side ends them. */
function stricterRevocation(one: KnownKey | Key, other: KnownKey | Key): Revocation | null {
  const found = [one.revocation, other.revocation].filter((each) => each !== undefined && each !== null);
  const first = found.toSorted((some, others) => some.atMs - others.atMs)[0];
  if (!first) return null;
  const reason = strictest(
    REVOCATION_REASONS,
    found.map((each) => each.reason),
  );
  const { endSessions: _kept, ...details } = first;
  const keepsSessions = [one, other].every((side) => !endsSessions(side));
  return { ...details, reason, ...(keepsSessions && { endSessions: false }) };
}

/** Whether the status of a side ends the sessions of the key. */
function endsSessions({ status, revocation, deletion, endSessionsWithKey }: Partial<KnownKey>): boolean {
  if (revocation) return revocation.endSessions !== false;
  if (status === 'deleted') return endSessionsWithKey === true || deletion?.statusBefore === 'disabled';
  return status === 'disabled';
}

/** The earlier deletion, which can be undone for a shorter time, to the stricter status. */
function stricterDeletion(one: KnownKey | Key, other: KnownKey | Key): Deletion | null {
  const found = [one.deletion, other.deletion].filter((each) => each !== undefined && each !== null);
  const first = found.toSorted((some, others) => some.atMs - others.atMs)[0];
  if (!first) return null;
  const before: (KeyStatus | undefined)[] = found.map(({ statusBefore }) => statusBefore);
  const isDisabled = [...before, one.status, other.status].includes('disabled');
  return { ...first, statusBefore: isDisabled ? 'disabled' : 'active' };
}
