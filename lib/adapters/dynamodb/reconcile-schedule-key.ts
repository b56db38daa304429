import { KEY_TABLE } from '../../contracts/key-table.ts';
import { reconcileShard, type Task } from '../../core/rotation/reconcile-schedule.ts';
import { UnexpectedItemError } from '../../core/store.ts';
import { isoInstant, keyAttributes } from './attributes.ts';
import type { Attributes } from './item.ts';

/** The partition of `gsi2` for a shard of the reconcile schedule. */
export function reconcilePartition(shard: number): string {
  return `${KEY_TABLE.reconcilePrefix}${shard}`;
}

/** Sorts after every task that is due at this instant or earlier. */
export function reconcilesThrough(atMs: number): string {
  return `${isoInstant(atMs)}#~`;
}

export function reconcilePosition({ keyId, atMs }: Task): string {
  return `${isoInstant(atMs)}#${keyId}`;
}

/**
 * The index key of a key's next reconcile. It is separate from `data`, so that the role that reschedules tasks needs no
 * permission to write other attributes.
 */
export function reconcileAttributes(task: Task): Attributes {
  return keyAttributes({
    gsi2pk: reconcilePartition(reconcileShard(task.keyId)),
    gsi2sk: reconcilePosition(task),
  });
}

/**
 * The reconcile task of an item of the table or the index; undefined if none is scheduled.
 *
 * @throws UnexpectedItemError
 */
export function decodeReconcileTask({ gsi2sk }: Attributes): Task | undefined {
  if (!gsi2sk) return undefined;
  const [instant = '', keyId] = gsi2sk.S?.split('#') ?? [];
  const atMs = Date.parse(instant);
  if (Number.isNaN(atMs) || !keyId)
    throw new UnexpectedItemError("'gsi2sk' in the table must be a reconcile task");
  return { keyId, atMs };
}
