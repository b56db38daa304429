import { keyAttributes } from './attributes.ts';
import { itemCodec, text } from './fields.ts';
import { keyItemKey } from './key-item.ts';
import type { Attributes } from './read-item.ts';
import type { Range } from './read-range.ts';

const item = itemCodec<{ readonly key: string }, object, object>({
  type: 'link',
  data: { key: text },
  projected: {},
  hidden: {},
});

/** How a key came of another one. */
export type LinkKind = 'successor' | 'child';

/** Where the links of one kind lie: beside the key that they come of, so that the table itself can list them. */
export function linkRange(ancestor: string, kind: LinkKind): Range {
  return { partition: keyItemKey(ancestor).pk, prefix: `${kind}#` };
}

/** Written with the key that it leads to and never again: where a key comes from doesn't change. */
export function encodeLink(ancestor: string, kind: LinkKind, descendant: string): Attributes {
  const { partition, prefix } = linkRange(ancestor, kind);
  return {
    ...item.encode({ key: descendant }),
    ...keyAttributes({ pk: partition, sk: prefix + descendant }),
  };
}

/** The id of the key that a link leads to. @throws UnexpectedItemError */
export function decodeLink(link: Attributes): string {
  return item.decode(link).key;
}
