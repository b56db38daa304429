import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type KeyUsage, leastUsedDay } from '../../../core/usage/key-usage.ts';
import { dayOf } from '../../../core/usage/windows.ts';
import { flag, integer, integerOrNull, map, text } from '../attributes.ts';
import { Fields, UnexpectedItemError } from '../fields.ts';
import type { Attributes, ItemKey } from '../read-item.ts';
import { isoDay } from './days.ts';
import { shardOf } from './shards.ts';

const TYPE = 'usage';

/** The partitions of `gsi1` and `gsi3` begin with these. */
export const USE_PARTITIONS = 'keys';
export const PERMISSION_PARTITIONS = 'permissions';

/** What the positions in `gsi1` begin with, of keys that were used and of those that never were. */
export const USED = 'used#';
export const NEVER_USED = 'never#';

export function usageItemKey(key: string): ItemKey {
  return { pk: `key#${key}`, sk: TYPE };
}

/** A key that is not listed is in no index. */
export function encodeUsage(usage: KeyUsage): Attributes {
  const { pk, sk } = usageItemKey(usage.key);
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    version: integer(usage.version),
    data: map({
      tenant: text(usage.tenant),
      key: text(usage.key),
      watchedFromMs: integer(usage.watchedFromMs),
      lastUsedAtMs: integerOrNull(usage.lastUsedAtMs),
      generations: times(usage.generations),
      permissions: times(usage.permissions),
      denialsLogged: map({
        day: integer(usage.denialsLogged.day),
        unproven: integer(usage.denialsLogged.unproven),
        proven: integer(usage.denialsLogged.proven),
      }),
      listed: flag(usage.listed),
    }),
    ...(usage.listed && places(usage)),
  };
}

function places(usage: KeyUsage): Attributes {
  const { tenant, key, lastUsedAtMs, watchedFromMs } = usage;
  const use = lastUsedAtMs === null ? NEVER_USED : USED;
  return {
    gsi1pk: text(shardOf(USE_PARTITIONS, tenant, key)),
    gsi1sk: text(`${use}${isoDay(dayOf(lastUsedAtMs ?? watchedFromMs))}#${key}`),
    ...(Object.keys(usage.permissions).length > 0 && {
      gsi3pk: text(shardOf(PERMISSION_PARTITIONS, tenant, key)),
      gsi3sk: text(`${isoDay(leastUsedDay(usage))}#${key}`),
    }),
  };
}

function times(values: Readonly<Record<string, number | null>>): AttributeValue {
  return map(Object.fromEntries(Object.entries(values).map(([name, ms]) => [name, integerOrNull(ms)])));
}

/** What the first release didn't write. */
const ADDED = { denialsLogged: map({ day: integer(0), unproven: integer(0), proven: integer(0) }) };

/** @throws UnexpectedItemError */
export function decodeUsage(item: Attributes): KeyUsage {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data', ADDED);
  return {
    tenant: data.text('tenant'),
    key: data.text('key'),
    watchedFromMs: data.integer('watchedFromMs'),
    lastUsedAtMs: data.integerOrNull('lastUsedAtMs'),
    generations: Object.fromEntries(
      namesIn(item, 'generations').map((name) => [name, data.map('generations').integer(name)]),
    ),
    permissions: Object.fromEntries(
      namesIn(item, 'permissions').map((name) => [name, data.map('permissions').integerOrNull(name)]),
    ),
    denialsLogged: {
      day: data.map('denialsLogged').integer('day'),
      unproven: data.map('denialsLogged').integer('unproven'),
      proven: data.map('denialsLogged').integer('proven'),
    },
    listed: data.flag('listed'),
    version: fields.integer('version'),
  };
}

function namesIn(item: Attributes, name: string): string[] {
  const found = item.data?.M?.[name]?.M;
  if (!found) throw new UnexpectedItemError(`'${TYPE}.data.${name}' in the usage table must be a map`);
  return Object.keys(found);
}
