import { RejectedWriteError, UnavailableError, type WriteRejection } from '../../core/store.ts';
import { cancellationReasons } from './cancellation-reasons.ts';

/** The message of DynamoDB for an item of more than 400 KB, in every write operation. */
const ITEM_SIZE = /item size/i;

/**
 * The error for a failed write: `RejectedWriteError` if the same request always fails, otherwise `UnavailableError`.
 *
 * @param message for example 'the change could not be written to the key table'
 */
export function writeError(cause: unknown, message: string): RejectedWriteError | UnavailableError {
  const rejected = rejectionOf(cause);
  if (rejected) return new RejectedWriteError(rejected, message, { cause });
  return new UnavailableError(`${message}; try again`, { cause });
}

function rejectionOf(cause: unknown): WriteRejection | undefined {
  for (const message of validationMessages(cause)) {
    return ITEM_SIZE.test(message) ? 'item-too-large' : 'invalid-request';
  }
  return undefined;
}

/** In a transaction, each invalid item has its own cancellation reason. */
function validationMessages(cause: unknown): readonly string[] {
  if (cause instanceof Error && cause.name === 'ValidationException') return [cause.message];
  const invalid = cancellationReasons(cause).filter(({ Code }) => Code === 'ValidationError');
  return invalid.map(({ Message = '' }) => Message);
}
