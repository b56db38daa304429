import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { RejectedWriteError, UnavailableError, type WriteRejection } from '../../core/store.ts';

/** How DynamoDB names an item of more than 400 KB, in every operation that writes. */
const ITEM_SIZE = /item size/i;

/**
 * The error to throw for a write that DynamoDB did not take: `RejectedWriteError` where the same request fails each time,
 * `UnavailableError` for everything else.
 *
 * @param what did not happen, for the message: 'the key table did not take the change'
 */
export function writeError(cause: unknown, what: string): RejectedWriteError | UnavailableError {
  const rejected = rejectionOf(cause);
  if (rejected) return new RejectedWriteError(rejected, what, { cause });
  return new UnavailableError(`${what}; try again`, { cause });
}

function rejectionOf(cause: unknown): WriteRejection | undefined {
  for (const message of validationMessages(cause)) {
    return ITEM_SIZE.test(message) ? 'item-too-large' : 'invalid-request';
  }
  return undefined;
}

/** Of a transaction each item that is not valid has a reason of its own. */
function validationMessages(cause: unknown): readonly string[] {
  if (cause instanceof TransactionCanceledException) {
    const reasons = cause.CancellationReasons ?? [];
    return reasons.filter(({ Code }) => Code === 'ValidationError').map(({ Message = '' }) => Message);
  }
  return cause instanceof Error && cause.name === 'ValidationException' ? [cause.message] : [];
}
