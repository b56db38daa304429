import { type CancellationReason, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { Change, CommitOutcome } from '../../core/store.ts';
import { TRANSACTION_ATTEMPTS } from './backoff.ts';
import { bucketConditions } from './bucket-condition.ts';
import { cancellationReasons } from './cancellation-reasons.ts';
import type { WriteCondition } from './conditions.ts';
import type { KeyTable } from './read-item.ts';
import { conditionsOf, unconditionalWrites } from './transaction.ts';
import { usageConditions } from './usage/issued-key.ts';
import { writeError } from './write-error.ts';

/** A key table with the settings for writes. */
export interface WritableKeyTable extends KeyTable {
  /** The name of the usage table; undefined if the deployment records no usage. */
  readonly usageTable?: string | undefined;
  /** The name of the limits table; undefined if the function changes no budgets. */
  readonly limitsTable?: string | undefined;
  /** The retention of audit events in days; undefined keeps them as long as the table. */
  readonly auditRetentionDays?: number | undefined;
  /** Waits before the retry that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
}

/** The cancellation reasons of transactions that can succeed on retry. */
const TRANSIENT_REASONS: readonly (string | undefined)[] = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/**
 * Commits a change and its events in one transaction. The SDK retries failed requests, this function retries transient
 * cancellations, and nothing retries a failed condition. All attempts have the same client request token, so that a
 * retry after a lost response succeeds.
 *
 * @throws UnavailableError if the table does not respond or the conflict persists
 */
export async function commit(
  { client, table, usageTable, limitsTable, auditRetentionDays, backoff }: WritableKeyTable,
  change: Change,
  event: AuditEvent,
): Promise<CommitOutcome> {
  const conditions = [
    ...conditionsOf(table, change),
    ...usageConditions(usageTable, change),
    ...bucketConditions(limitsTable, change),
  ];
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
      const isTransient = reasons.some(({ Code }) => TRANSIENT_REASONS.includes(Code));
      if (!isTransient || attempt === TRANSACTION_ATTEMPTS) {
        throw writeError(cause, 'the change could not be written to the key table');
      }
    }
    await backoff(attempt);
  }
}

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
