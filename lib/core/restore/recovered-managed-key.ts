import { isLive } from '../keys/key.ts';
import {
  credentialOf,
  type ManagedKey,
  type ManagedRecord,
  withCredentials,
} from '../rotation/managed-key.ts';
import { labelled, type SecretDescription } from '../rotation/secret-store.ts';
import { rotationOf } from '../rotation/start.ts';

export interface Recovery {
  /** The labels of the secret; undefined if it does not exist. */
  readonly secret: Pick<SecretDescription, 'labels' | 'replicas' | 'settings'> | undefined;
  readonly lastGeneration: number;
  readonly nowMs: number;
  /** The version ID for a rotation. */
  readonly newVersionId: string;
}

/**
 * The record of a managed key that was recovered, reconciled with its secret. If the key does not accept the current value of
 * the secret permanently, a rotation is open that stores an accepted one: nothing else makes a value accepted that a restore does not know.
 * An earlier open rotation is not continued, because the values that were generated for it can have ended since.
 */
export function recoveredManagedKey(
  record: ManagedRecord,
  { secret, lastGeneration, nowMs, newVersionId }: Recovery,
): ManagedRecord {
  const live = record.key.credentials.filter((each) => isLive(each, nowMs));
  const { key, managed } = withCredentials(record, live);
  const { rotation, last, current: before } = managed;
  const current = (secret && labelled(secret, 'AWSCURRENT')) ?? before;
  const settled: ManagedKey = {
    ...managed,
    current,
    lastGeneration: Math.max(managed.lastGeneration, lastGeneration),
    promotionConfirmedAtMs: null,
    labelDrift: null,
    blocked: null,
    rotation: null,
    last: rotation ? { versionId: rotation.versionId, outcome: 'superseded', atMs: nowMs } : last,
    reconcileAtMs: nowMs,
  };
  const isAccepted = credentialOf({ key, managed: settled }, current)?.endsAtMs === null;
  if (isAccepted || key.status === 'revoked') return { key, managed: settled };
  return { key, managed: { ...settled, rotation: rotationOf(newVersionId, 'standard', nowMs) } };
}
