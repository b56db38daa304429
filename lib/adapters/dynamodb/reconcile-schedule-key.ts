import { reconcileShard, type Visit } from '../../core/rotation/reconcile-schedule.ts';
import { isoInstant, keyAttributes } from './attributes.ts';
import { UnexpectedItemError } from './fields.ts';
import type { Attributes } from './read-item.ts';

/** The partition of `gsi2` that holds a shard of what is due. */
export function visitPartition(shard: number): string {
  return `visits#${shard}`;
}

/** Stands after every visit at this instant or before. */
export function visitsThrough(atMs: number): string {
  return `${isoInstant(atMs)}#~`;
}

export function visitPosition({ keyId, atMs }: Visit): string {
  return `${isoInstant(atMs)}#${keyId}`;
}

/**
 * Where a visit stands. It is said by these attributes alone, apart from `data`, so that whoever moves visits needs
 * no right to write anything else.
 */
export function visitAttributes(visit: Visit): Attributes {
  return keyAttributes({ gsi2pk: visitPartition(reconcileShard(visit.keyId)), gsi2sk: visitPosition(visit) });
}

/**
 * The visit that an item of the table or of the index tells of; undefined where it has none.
 *
 * @throws UnexpectedItemError
 */
export function decodeVisit({ gsi2sk }: Attributes): Visit | undefined {
  if (!gsi2sk) return undefined;
  const [instant = '', keyId] = gsi2sk.S?.split('#') ?? [];
  const atMs = Date.parse(instant);
  if (Number.isNaN(atMs) || !keyId) throw new UnexpectedItemError("'gsi2sk' in the table must be a visit");
  return { keyId, atMs };
}
