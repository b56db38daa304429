import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** The reasons of a canceled transaction, one for each item in their order; none for any other error. */
export function cancellationReasons(error: unknown): readonly CancellationReason[] {
  return (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
}
