import { OUTCOMES } from '../../../core/access/outcomes.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import type { AccessLogEntry } from '../../../core/usage/access-log.ts';
import { ACCESS_LOG_DAYS } from '../../../core/usage/limits.ts';
import { isoInstant, keyAttributes, removableAt } from '../attributes.ts';
import { integer, itemCodec, oneOf, optional, text } from '../fields.ts';
import type { Attributes } from '../item.ts';
import { shardOf } from './shards.ts';

const item = itemCodec<Omit<AccessLogEntry, 'ms'>, object, object>({
  type: 'access',
  data: {
    id: text,
    atMs: integer,
    tenant: text,
    key: text,
    outcome: oneOf(OUTCOMES),
    via: oneOf(['authorizer', 'guard']),
    method: text,
    route: text,
    sourceAddress: text,
    userAgent: optional(text),
    permission: optional(text),
    generation: optional(integer),
  },
  projected: {},
  hidden: {},
});

/** The prefix of the partitions of `gsi2`. */
export const LOG_PARTITIONS = 'log';

/** The partition of the entries of one key. */
export function logPartition(tenant: string, key: string): string {
  return `log#${tenant}#${key}`;
}

/** The form of a position in an access log: by time, then by line ID. */
export const LOG_POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f]{16}$/;

export function logPositionOf({ atMs, id }: Pick<AccessLogEntry, 'atMs' | 'id'>): string {
  return `${isoInstant(atMs)}#${id}`;
}

/** Returns the same item for each delivery of the same line. */
export function encodeEntry(entry: AccessLogEntry): Attributes {
  const { tenant, key, atMs } = entry;
  const position = logPositionOf(entry);
  return {
    ...item.encode(entry),
    ...keyAttributes({
      ...{ pk: logPartition(tenant, key), sk: position },
      ...{ gsi2pk: shardOf(LOG_PARTITIONS, tenant, key), gsi2sk: position },
    }),
    ...removableAt(atMs + ACCESS_LOG_DAYS * MS_PER_DAY),
  };
}

/** @throws UnexpectedItemError */
export const decodeEntry: (item: Attributes) => AccessLogEntry = item.decode;
