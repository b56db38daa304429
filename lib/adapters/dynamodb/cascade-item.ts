import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { PendingCascade, StoredCascade } from '../../core/store.ts';
import { integer, isoInstant, text } from './attributes.ts';
import { UnexpectedItemError } from './fields.ts';
import { keyItemKey } from './key-item.ts';
import type { Attributes } from './read-item.ts';

const TYPE = 'cascade';

/** The partition of `gsi2` that lists what is pending, by time. */
export const CASCADE_PARTITION = 'cascades';

/** Stands beside its key. While it is pending, an index lists it. */
export function encodePendingCascade({ keyId, sinceMs, keyVersion }: StoredCascade): Attributes {
  return {
    ...cascadeItem(keyId),
    keyVersion: integer(keyVersion),
    gsi2pk: text(CASCADE_PARTITION),
    gsi2sk: text(`${isoInstant(sinceMs)}#${keyId}`),
  };
}

/** In no index, and removed by the table in its time: whoever finishes a cascade has no right to delete. */
export function encodeFinishedCascade(keyId: string): Attributes {
  return { ...cascadeItem(keyId), [KEY_TABLE.timeToLive]: integer(0) };
}

/** The position in the index before which all began before an instant. */
export function cascadesBefore(ms: number): string {
  return isoInstant(ms);
}

/**
 * Decodes what the index holds of a pending cascade.
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
