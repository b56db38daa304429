import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ReconcileSchedule, Task } from '../../core/rotation/reconcile-schedule.ts';
import { text } from './attributes.ts';
import { primaryKey } from './item.ts';
import { managedItemKey } from './managed-key-item.ts';
import { query } from './query.ts';
import type { KeyTable } from './read-item.ts';
import {
  decodeReconcileTask,
  reconcilePartition,
  reconcilePosition,
  reconcilesThrough,
} from './reconcile-schedule-key.ts';
import { writeError } from './write-error.ts';

const INDEX = 'gsi2';

/**
 * The reconcile schedule of a key table. The cost of each operation in read and write units (R, W):
 *
 * | access              | operation                  | cost                           |
 * |---------------------|----------------------------|--------------------------------|
 * | list due tasks      | Query on gsi2              | ½ R for each 4 KB of items     |
 * | reschedule a task   | conditional UpdateItem     | 1 W for each KB, 2 W in gsi2   |
 */
export function createReconcileSchedule(table: KeyTable): ReconcileSchedule {
  return {
    listDue: async (shard, nowMs, limit) => {
      const { Items = [] } = await query(table, {
        IndexName: INDEX,
        KeyConditionExpression: '#partition = :partition AND #sort <= :now',
        ExpressionAttributeNames: { '#partition': `${INDEX}pk`, '#sort': `${INDEX}sk` },
        ExpressionAttributeValues: {
          ':partition': text(reconcilePartition(shard)),
          ':now': text(reconcilesThrough(nowMs)),
        },
        Limit: limit,
      });
      return Items.map(decodeReconcileTask).filter((task) => task !== undefined);
    },
    move: (task, toMs) => move(table, task, toMs),
  };
}

/** @throws UnavailableError if the table does not respond */
async function move(table: KeyTable, task: Task, toMs: number | null): Promise<boolean> {
  const from = text(reconcilePosition(task));
  try {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.table,
        Key: primaryKey(managedItemKey(task.keyId)),
        ConditionExpression: '#sort = :from',
        ...(toMs === null
          ? {
              UpdateExpression: 'REMOVE #partition, #sort',
              ExpressionAttributeNames: { '#partition': `${INDEX}pk`, '#sort': `${INDEX}sk` },
              ExpressionAttributeValues: { ':from': from },
            }
          : {
              UpdateExpression: 'SET #sort = :to',
              ExpressionAttributeNames: { '#sort': `${INDEX}sk` },
              ExpressionAttributeValues: {
                ':from': from,
                ':to': text(reconcilePosition({ ...task, atMs: toMs })),
              },
            }),
      }),
    );
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw writeError(cause, 'the reconcile schedule could not be written');
  }
}
