import { isLive, type Key } from './key.ts';

/** A presented key with the generation of the presented credential. */
export interface PresentedKey extends Pick<Key, 'tenant' | 'id'> {
  /** Null if a session was presented in place of the key. */
  readonly generation: number | null;
}

/**
 * Whether the stored key still accepts the presented credential. A request that was accepted just before its leaked
 * value was replaced must not create anything with the key afterwards.
 */
export function isStillAccepted({ credentials }: Key, { generation }: PresentedKey, nowMs: number): boolean {
  return credentials.some((each) => each.generation === generation && isLive(each, nowMs));
}
