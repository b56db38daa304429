import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { AUDIT_PROBE_KEY } from '../../../contracts/audit-table.ts';
import { integer } from '../attributes.ts';
import { type Attributes, primaryKey } from '../item.ts';
import type { KeyTable } from '../read-item.ts';
import { writeError } from '../write-error.ts';

/**
 * Sends a probe through the stream of a key table.
 *
 * @returns when the first probe was sent, in milliseconds since 1970
 * @throws UnavailableError if the table does not respond
 */
export async function sendProbe({ client, table }: KeyTable, sentAtMs: number): Promise<number> {
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: primaryKey(AUDIT_PROBE_KEY),
        UpdateExpression: 'SET sentAtMs = :now, firstSentAtMs = if_not_exists(firstSentAtMs, :now)',
        ExpressionAttributeValues: { ':now': integer(sentAtMs) },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Number(Attributes?.firstSentAtMs?.N);
  } catch (cause) {
    throw writeError(cause, 'the probe could not be sent');
  }
}

/** When a probe was sent, in milliseconds since 1970; undefined if the item is not a probe. */
export function probeSentAtMs(item: Attributes): number | undefined {
  const isProbe = item.pk?.S === AUDIT_PROBE_KEY.pk && item.sk?.S === AUDIT_PROBE_KEY.sk;
  return isProbe ? Number(item.sentAtMs?.N) : undefined;
}
