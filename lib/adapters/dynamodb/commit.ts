import {
  type CancellationReason,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { Change, CommitOutcome } from '../../core/store.ts';
import { TRANSACTION_ATTEMPTS } from './backoff.ts';
import type { WriteCondition } from './conditions.ts';
import type { KeyTable } from './read-item.ts';
import { conditionsOf, unconditionalWrites } from './transaction.ts';
import { usageConditions } from './usage/issued-key.ts';
import { writeError } from './write-error.ts';

/** A key table that is written to. */
export interface WritableKeyTable extends KeyTable {
  /** Where a key's usage is kept, from its issue on; undefined where the deployment keeps none. */
  readonly usageTable?: string | undefined;
  /** For how many days audit events are kept; undefined for as long as the table. */
  readonly auditRetentionDays?: number | undefined;
  /** Waits before a transaction is sent again, longer and with more jitter after each attempt (1, 2, …). */
  readonly pause: (attempt: number) => Promise<void>;
}

/** Why DynamoDB cancels a transaction that may succeed a moment later. */
const PASSING_REASONS: readonly (string | undefined)[] = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/**
 * Commits a change and its events in one transaction. Failures of the whole request are retried by the SDK,
 * cancellations that may pass are retried here, a failed condition never is. All attempts carry one token,
 * so that a commit whose answer was lost is not mistaken for somebody else's.
 *
 * @throws UnavailableError if the table doesn't answer or stays conflict
 */
export async function commit(
  { client, table, usageTable, auditRetentionDays, pause }: WritableKeyTable,
  change: Change,
  event: AuditEvent,
): Promise<CommitOutcome> {
  const conditions = [...conditionsOf(table, change), ...usageConditions(usageTable, change)];
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [
      ...conditions.map(({ item }) => item),
      ...unconditionalWrites(table, change, event, auditRetentionDays),
    ],
    ClientRequestToken: event.id,
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(transaction);
      return 'committed';
    } catch (cause) {
      const reasons = cancellationReasons(cause);
      const rejection = firstRejection(conditions, reasons);
      if (rejection) return rejection;
      const mayPass = reasons.some(({ Code }) => PASSING_REASONS.includes(Code));
      if (!mayPass || attempt === TRANSACTION_ATTEMPTS) {
        throw writeError(cause, 'the key table did not take the change');
      }
    }
    await pause(attempt);
  }
}

function cancellationReasons(error: unknown): readonly CancellationReason[] {
  return (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
}

/** DynamoDB gives one reason for each item, in the order of the items. */
function firstRejection(
  conditions: readonly WriteCondition[],
  reasons: readonly CancellationReason[],
): CommitOutcome | undefined {
  for (const [position, condition] of conditions.entries()) {
    const reason = reasons[position];
    if (reason?.Code === 'ConditionalCheckFailed') return condition.rejection(reason.Item);
  }
  return undefined;
}
