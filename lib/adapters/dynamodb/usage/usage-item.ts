import type { KeyUsage, LastDelivery } from '../../../core/usage/key-usage.ts';
import { dayOf } from '../../../core/usage/limits.ts';
import { keyAttributes } from '../attributes.ts';
import { flag, integer, itemCodec, mapOf, nullable, object, text } from '../fields.ts';
import type { Attributes, ItemKey } from '../item.ts';
import { isoDay, isoMonth } from './days.ts';
import { shardOf } from './shards.ts';

const TYPE = 'usage';

const denialsLogged = object<KeyUsage['denialsLogged']>({
  day: integer,
  unproven: integer,
  proven: integer,
});

const lastDelivery = object<LastDelivery>({
  id: text,
  lastUsedAtMs: nullable(integer),
  denialsLogged,
});

const item = itemCodec<Omit<KeyUsage, 'version'>, Pick<KeyUsage, 'version'>, object>({
  type: TYPE,
  data: {
    tenant: text,
    key: text,
    trackedSinceMs: integer,
    lastUsedAtMs: nullable(integer),
    generations: mapOf(integer),
    permissions: mapOf(nullable(integer)),
    denialsLogged,
    lastDelivery: nullable(lastDelivery),
    listed: flag,
  },
  projected: { version: integer },
  hidden: {},
});

/** The prefix of the partitions of `gsi1`. */
export const USE_PARTITIONS = 'keys';

/** The prefixes of the positions in `gsi1`, for keys that were used and keys that were never used. */
export const USED = 'used#';
export const NEVER_USED = 'never#';

export function usageItemKey(key: string): ItemKey {
  return { pk: `key#${key}`, sk: TYPE };
}

/**
 * An unlisted key is in no index. A use moves a key at most once a month, because each move costs two writes: the position of
 * a used key has the month of its last use.
 */
export function encodeUsage(usage: KeyUsage): Attributes {
  return {
    ...item.encode(usage),
    ...keyAttributes({ ...usageItemKey(usage.key), ...(usage.listed && indexKeys(usage)) }),
  };
}

function indexKeys(usage: KeyUsage) {
  const { tenant, key, lastUsedAtMs, trackedSinceMs } = usage;
  const position =
    lastUsedAtMs === null ? NEVER_USED + isoDay(dayOf(trackedSinceMs)) : USED + isoMonth(dayOf(lastUsedAtMs));
  return {
    gsi1pk: shardOf(USE_PARTITIONS, tenant, key),
    gsi1sk: `${position}#${key}`,
  };
}

/** @throws UnexpectedItemError */
export const decodeUsage: (item: Attributes) => KeyUsage = item.decode;
