import { isLive } from '../rotation/managed-key.ts';
import type { Key } from './key.ts';

/** A key that its holder presented, and with which of its credentials. */
export interface PresentedKey extends Pick<Key, 'tenant' | 'id'> {
  /** Null if a session was presented in place of the key. */
  readonly generation: number | null;
}

/**
 * Whether a key, as it is read now, still accepts the credential that was presented. A request that was accepted just
 * before its leaked value was replaced must create nothing with the key after that.
 */
export function isStillAccepted({ credentials }: Key, { generation }: PresentedKey, nowMs: number): boolean {
  return credentials.some((each) => each.generation === generation && isLive(each, nowMs));
}
