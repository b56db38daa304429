import type { RandomBytes } from '../runtime.ts';
import type { StepResult } from './attempt.ts';
import { BETWEEN_STARTS_MS, dueNextMs } from './due.ts';
import {
  CREDENTIALS_LIMIT,
  credentialOf,
  isLive,
  type ManagedRecord,
  type Rotation,
  type RotationKind,
  withCredentials,
} from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { hasLabel, labelled, type SecretDescription } from './secret-store.ts';
import { type StandingRefusal, standingRefusal } from './standing.ts';
import { notice, transitionRecord } from './transition.ts';

/** How a rotation begins: under a token that Secrets Manager made, or under one drawn here. */
export type Beginning = { readonly token: string } | 'own-token';

type StartRefusal =
  | StandingRefusal
  | 'busy'
  | 'over'
  | 'paused'
  | 'too-soon'
  | 'not-recorded'
  | 'label-moved-by-hand'
  | 'secret-holds-dead-key'
  | 'too-many-credentials';

/** Records a rotation, and with it the token that names it for ever. Repeating it changes nothing. */
export async function startRotation(
  deps: RotationDeps,
  keyId: string,
  secretArn: string,
  beginning: Beginning,
): Promise<StepResult> {
  const secret = await deps.secrets.describe(secretArn);
  const { outcome } = await transitionRecord<StartRefusal>(deps, keyId, async (found, nowMs) => {
    if (beginning !== 'own-token' && found.managed.rotation?.token === beginning.token) return 'unchanged';
    const refused =
      ticketRefusal(found, secret, beginning, nowMs) ??
      (await standingRefusal(deps.store, found.key, nowMs)) ??
      currentRefusal(found, secret, nowMs);
    if (refused) return { refused };
    const record = withoutRemains(found, secret, nowMs);
    if (record.key.credentials.length >= CREDENTIALS_LIMIT) return { refused: 'too-many-credentials' };

    const token = beginning === 'own-token' ? drawToken(deps.random) : beginning.token;
    const rotation = rotationOf(token, 'renewal', nowMs);
    const rotateAtMs = dueNextMs(record.managed, nowMs);
    return {
      next: { ...record, managed: { ...record.managed, rotation, rotateAtMs, trouble: null } },
      action: 'rotation.started',
      tell: [notice('started', nowMs, token)],
    };
  });
  return outcome;
}

/** A new rotation. */
export function rotationOf(token: string, kind: RotationKind, nowMs: number): Rotation {
  return { token, kind, startedAtMs: nowMs, proposed: [], setAtMs: null, abandonedAtMs: null };
}

/** A version id: 128 random bits as 32 hex digits, the fewest characters that Secrets Manager takes. */
export function drawToken(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('hex');
}

/**
 * The record without the credentials that ended and that no rollback could revive: those whose version is not the
 * previous one.
 */
export function withoutRemains(
  record: ManagedRecord,
  { labels }: SecretDescription,
  nowMs: number,
): ManagedRecord {
  const revivable = (generation: number) =>
    record.managed.versions.some(
      (each) => each.generation === generation && hasLabel(labels, each.token, 'AWSPREVIOUS'),
    );
  const kept = record.key.credentials.filter((each) => isLive(each, nowMs) || revivable(each.generation));
  return withCredentials(record, kept);
}

/** Secrets Manager makes the pending version, still empty, before it calls: a token without one is made up. */
function ticketRefusal(
  { managed }: ManagedRecord,
  { labels }: SecretDescription,
  beginning: Beginning,
  nowMs: number,
): StartRefusal | undefined {
  if (managed.paused) return 'paused';
  if (beginning === 'own-token') {
    if (managed.rotation) return 'busy';
    const lastMs = managed.last?.atMs ?? Number.NEGATIVE_INFINITY;
    return nowMs < lastMs + BETWEEN_STARTS_MS ? 'too-soon' : undefined;
  }
  if (managed.last?.token === beginning.token) return 'over';
  if (managed.versions.some(({ token }) => token === beginning.token)) return 'over';
  if (!hasLabel(labels, beginning.token, 'AWSPENDING')) return 'not-recorded';
  return managed.rotation ? 'busy' : undefined;
}

/** A rotation sets out from a current version that works, and that is known to have arrived everywhere. */
function currentRefusal(
  record: ManagedRecord,
  secret: SecretDescription,
  nowMs: number,
): StartRefusal | undefined {
  const { current, promotedSeenAtMs } = record.managed;
  if (labelled(secret, 'AWSCURRENT') !== current) return 'label-moved-by-hand';
  const credential = credentialOf(record, current);
  if (!credential || !isLive(credential, nowMs)) return 'secret-holds-dead-key';
  return promotedSeenAtMs === null ? 'busy' : undefined;
}
