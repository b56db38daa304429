import type { OwnerId } from '../../core/store.ts';
import { keyAttributes, text as textAttribute } from './attributes.ts';
import { integer, itemCodec, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';
import type { Range } from './read-range.ts';

const item = itemCodec<{ readonly key: string }, object, object>({
  type: 'counted-key',
  data: { key: text },
  projected: {},
  hidden: {},
});

/** The partition with the count of an owner's keys and one item for each counted key. */
function partition({ tenant, id }: OwnerId): string {
  return `owner-keys#${tenant}#${id}`;
}

export function countedKeyRange(owner: OwnerId): Range {
  return { partition: partition(owner), prefix: 'key#' };
}

export function countedKeyItemKey(owner: OwnerId, key: string): ItemKey {
  return { pk: partition(owner), sk: `key#${key}` };
}

export function keyCountItemKey(owner: OwnerId): ItemKey {
  return { pk: partition(owner), sk: 'count' };
}

/** Is written with the key, or with an update that revives it, and deleted when the key has ended. */
export function encodeCountedKey(owner: OwnerId, key: string): Attributes {
  return { ...item.encode({ key }), ...keyAttributes(countedKeyItemKey(owner, key)) };
}

/** The ID of the key. @throws UnexpectedItemError */
export function decodeCountedKey(counted: Attributes): string {
  return item.decode(counted).key;
}

/** The type of the count, which updates write. */
export const KEY_COUNT_TYPE = textAttribute('key-count');

/** The number of counted keys; zero without an item. @throws UnexpectedItemError */
export function decodeKeyCount(count: Attributes | undefined): number {
  return count === undefined ? 0 : integer.decode(count.n, 'key-count.n');
}
