import { reconcileShard, type Task } from '../../core/rotation/reconcile-schedule.ts';
import { isoInstant, keyAttributes } from './attributes.ts';
import { UnexpectedItemError } from './fields.ts';
import type { Attributes } from './read-item.ts';

/** The partition of `gsi2` that holds a shard of what is due. */
export function reconcilePartition(shard: number): string {
  return `visits#${shard}`;
}

/** Stands after every visit at this instant or before. */
export function reconcilesThrough(atMs: number): string {
  return `${isoInstant(atMs)}#~`;
}

export function reconcilePosition({ keyId, atMs }: Task): string {
  return `${isoInstant(atMs)}#${keyId}`;
}

/**
 * Where a visit stands. It is said by these attributes alone, apart from `data`, so that whoever moves visits needs
 * no right to write anything else.
 */
export function reconcileAttributes(task: Task): Attributes {
  return keyAttributes({
    gsi2pk: reconcilePartition(reconcileShard(task.keyId)),
    gsi2sk: reconcilePosition(task),
  });
}

/**
 * The visit that an item of the table or of the index tells of; undefined where it has none.
 *
 * @throws UnexpectedItemError
 */
export function decodeReconcileTask({ gsi2sk }: Attributes): Task | undefined {
  if (!gsi2sk) return undefined;
  const [instant = '', keyId] = gsi2sk.S?.split('#') ?? [];
  const atMs = Date.parse(instant);
  if (Number.isNaN(atMs) || !keyId) throw new UnexpectedItemError("'gsi2sk' in the table must be a visit");
  return { keyId, atMs };
}
