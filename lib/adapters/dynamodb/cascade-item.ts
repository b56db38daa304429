import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { PendingCascade, StoredCascade } from '../../core/keys/pending-cascade.ts';
import { UnexpectedItemError } from '../../core/store.ts';
import { integer, isoInstant, text } from './attributes.ts';
import type { Attributes } from './item.ts';
import { keyItemKey } from './key-item.ts';

const TYPE = 'cascade';

/** The partition of `gsi2` that lists pending cascades by time. */
export const CASCADE_PARTITION = 'cascades';

/** Is stored in the partition of its key. An index lists it while it is pending. */
export function encodePendingCascade({ keyId, sinceMs, keyVersion }: StoredCascade): Attributes {
  return {
    ...cascadeItem(keyId),
    keyVersion: integer(keyVersion),
    gsi2pk: text(CASCADE_PARTITION),
    gsi2sk: text(`${isoInstant(sinceMs)}#${keyId}`),
  };
}

/** Is in no index and has a time to live: the role that finishes a cascade has no permission to delete items. */
export function encodeFinishedCascade(keyId: string): Attributes {
  return { ...cascadeItem(keyId), [KEY_TABLE.timeToLive]: integer(0) };
}

/** The index position after all cascades that began before an instant. */
export function cascadesBefore(ms: number): string {
  return isoInstant(ms);
}

/**
 * Decodes the projected attributes of a pending cascade.
 *
 * @throws UnexpectedItemError
 */
export function decodePendingCascade({ gsi2sk }: Attributes): PendingCascade {
  const [instant = '', keyId] = gsi2sk?.S?.split('#') ?? [];
  const sinceMs = Date.parse(instant);
  if (Number.isNaN(sinceMs) || !keyId) {
    throw new UnexpectedItemError("'gsi2sk' in the table must be a pending cascade");
  }
  return { keyId, sinceMs };
}

function cascadeItem(keyId: string): Attributes {
  return { pk: text(keyItemKey(keyId).pk), sk: text('cascade'), type: text(TYPE) };
}
