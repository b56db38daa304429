import { keyAttributes } from './attributes.ts';
import { itemCodec, text } from './fields.ts';
import type { Attributes } from './item.ts';
import { keyItemKey } from './key-item.ts';
import type { Range } from './read-range.ts';

const item = itemCodec<{ readonly key: string }, object, object>({
  type: 'link',
  data: { key: text },
  projected: {},
  hidden: {},
});

/** How a key was derived from another key. */
export type LinkKind = 'successor' | 'child';

/** The links of one kind, stored in the partition of their source key for strongly consistent Queries. */
export function linkRange(ancestor: string, kind: LinkKind): Range {
  return { partition: keyItemKey(ancestor).pk, prefix: `${kind}#` };
}

/** Is written together with the derived key and never updated, because the origin of a key does not change. */
export function encodeLink(ancestor: string, kind: LinkKind, descendant: string): Attributes {
  const { partition, prefix } = linkRange(ancestor, kind);
  return {
    ...item.encode({ key: descendant }),
    ...keyAttributes({ pk: partition, sk: prefix + descendant }),
  };
}

/** The ID of the derived key. @throws UnexpectedItemError */
export function decodeLink(link: Attributes): string {
  return item.decode(link).key;
}
