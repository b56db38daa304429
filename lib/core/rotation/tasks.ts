/** A task that the sweep queues for `rotate-key`. */
export type RotationTask =
  /** Reconciles a managed key with its secret. */
  | { readonly task: 'reconcile'; readonly keyId: string }
  /** Revokes the keys that were created with a compromised key, if the request could not complete it. */
  | { readonly task: 'cascade'; readonly keyId: string }
  /**
   * Publishes the expiring keys and the policy violations of a tenant on a day, in days since 1970. `sinceDay` is the first
   * of the days before it whose checks were missed.
   */
  | {
      readonly task: 'daily-check';
      readonly tenant: string;
      readonly day: number;
      readonly sinceDay?: number | undefined;
    };

/** The maximum number of tasks per batch, as in SQS. */
export const TASKS_PER_BATCH = 10;

/** Delivers tasks at least once, in any order. */
export interface TaskQueue {
  /**
   * Sends up to `TASKS_PER_BATCH` tasks.
   *
   * @throws UnavailableError if some were not accepted; others may have been
   */
  send(tasks: readonly RotationTask[]): Promise<void>;
}
