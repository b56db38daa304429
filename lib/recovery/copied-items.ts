import { ConditionalCheckFailedException, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { encodeAuditEvent } from '../adapters/dynamodb/audit-item.ts';
import type { Attributes } from '../adapters/dynamodb/item.ts';
import { type KeyTable, readItem } from '../adapters/dynamodb/read-item.ts';
import { writeError } from '../adapters/dynamodb/write-error.ts';
import { KEY_TABLE } from '../contracts/key-table.ts';
import type { AuditEvent } from '../core/audit/event.ts';
import { UnavailableError } from '../core/store.ts';

/** An item of a copy of the key table: a resource that has a state, or an item that never changes. */
export type CopiedItem =
  | {
      readonly kind: 'tenant' | 'owner' | 'key' | 'session';
      readonly tenant: string;
      readonly id: string;
    }
  | { readonly kind: 'immutable'; readonly item: Attributes };

const RESOURCES = ['tenant', 'owner', 'key', 'session'] as const;
/** Audit events, the origins of keys and the memberships of people. */
const IMMUTABLE_TYPES: readonly (string | undefined)[] = ['audit', 'link', 'membership'];

/**
 * Reads a whole table. All other items are derived from these, or last for a day. Costs half a read unit for each 4 KB.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function* scanCopy({ client, table }: KeyTable): AsyncGenerator<CopiedItem> {
  let after: Attributes | undefined;
  do {
    const page = await client
      .send(new ScanCommand({ TableName: table, ExclusiveStartKey: after }))
      .catch((cause: unknown) => {
        throw new UnavailableError('the copy of the key table could not be read; try again', { cause });
      });
    for (const item of page.Items ?? []) {
      const copied = copiedItem(item);
      if (copied) yield copied;
    }
    after = page.LastEvaluatedKey;
  } while (after);
}

function copiedItem(item: Attributes): CopiedItem | undefined {
  const type = item.type?.S;
  if (IMMUTABLE_TYPES.includes(type)) return { kind: 'immutable', item };
  const kind = RESOURCES.find((each) => each === type);
  const id = item.data?.M?.id?.S;
  const tenant = kind === 'tenant' ? id : item.data?.M?.tenant?.S;
  return kind && id !== undefined && tenant !== undefined ? { kind, tenant, id } : undefined;
}

export interface CopyOptions {
  readonly nowMs: number;
  readonly isDryRun: boolean;
}

/**
 * Writes an item that never changes if it does not exist and its retention has not ended.
 *
 * @returns whether it was missing
 * @throws UnavailableError if the table does not respond
 */
export async function copyIfMissing(
  live: KeyTable,
  item: Attributes,
  { nowMs, isDryRun }: CopyOptions,
): Promise<boolean> {
  const { pk, sk } = item;
  const removedAtMs = Number(item[KEY_TABLE.timeToLive]?.N ?? Number.POSITIVE_INFINITY) * 1000;
  if (pk?.S === undefined || sk?.S === undefined || removedAtMs <= nowMs) return false;
  // Most items exist, and a read costs less than a rejected write.
  if (await readItem(live, { pk: pk.S, sk: sk.S })) return false;
  if (isDryRun) return true;
  const { client, table } = live;
  try {
    await client.send(
      new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw writeError(cause, 'an item could not be written to the key table');
  }
}

/** `copyIfMissing` for an event of the archive. */
export function copyEventIfMissing(
  live: KeyTable,
  event: AuditEvent,
  retentionDays: number | undefined,
  options: CopyOptions,
): Promise<boolean> {
  return copyIfMissing(live, encodeAuditEvent(event, retentionDays), options);
}
