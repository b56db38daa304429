import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { OUTCOMES } from '../../../core/access/outcomes.ts';
import type { AccessLogEntry } from '../../../core/usage/access-log.ts';
import { ACCESS_LOG_DAYS } from '../../../core/usage/windows.ts';
import { integer, integerOrNull, isoInstant, map, text, textOrNull } from '../attributes.ts';
import { Fields } from '../fields.ts';
import type { Attributes } from '../read-item.ts';
import { removableAfter } from './days.ts';
import { shardOf } from './shards.ts';

const TYPE = 'access';

/** The partitions of `gsi2` begin with this. */
export const LOG_PARTITIONS = 'log';

/** Where the entries of one key lie. */
export function logPartition(tenant: string, key: string): string {
  return `log#${tenant}#${key}`;
}

/** What a position in an access log looks like: by time, then by the line's id. */
export const LOG_POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f]{16}$/;

export function logPositionOf({ atMs, id }: Pick<AccessLogEntry, 'atMs' | 'id'>): string {
  return `${isoInstant(atMs)}#${id}`;
}

/** The same item for the same line, however often it is delivered. */
export function encodeEntry(entry: AccessLogEntry): Attributes {
  const { tenant, key } = entry;
  const position = text(logPositionOf(entry));
  return {
    pk: text(logPartition(tenant, key)),
    sk: position,
    type: text(TYPE),
    data: map({
      id: text(entry.id),
      atMs: integer(entry.atMs),
      tenant: text(tenant),
      key: text(key),
      outcome: text(entry.outcome),
      via: text(entry.via),
      method: text(entry.method),
      route: text(entry.route),
      sourceAddress: text(entry.sourceAddress),
      agent: textOrNull(entry.agent ?? null),
      permission: textOrNull(entry.permission ?? null),
      generation: integerOrNull(entry.generation ?? null),
    }),
    gsi2pk: text(shardOf(LOG_PARTITIONS, tenant, key)),
    gsi2sk: position,
    [USAGE_TABLE.timeToLive]: integer(removableAfter(entry.atMs, ACCESS_LOG_DAYS)),
  };
}

/** @throws UnexpectedItemError */
export function decodeEntry(item: Attributes): AccessLogEntry {
  const data = Fields.of(TYPE, item).map('data');
  return {
    id: data.text('id'),
    atMs: data.integer('atMs'),
    tenant: data.text('tenant'),
    key: data.text('key'),
    outcome: data.oneOf('outcome', OUTCOMES),
    via: data.oneOf('via', ['authorizer', 'guard']),
    method: data.text('method'),
    route: data.text('route'),
    sourceAddress: data.text('sourceAddress'),
    agent: data.textOrNull('agent') ?? undefined,
    permission: data.textOrNull('permission') ?? undefined,
    generation: data.integerOrNull('generation') ?? undefined,
  };
}
