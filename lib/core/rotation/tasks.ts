/** What the sweep has `rotate-key` do. */
export type RotationTask =
  /** Whatever is to be done now for a managed key. */
  | { readonly task: 'reconcile'; readonly keyId: string }
  /** Revoking what was created with a compromised key, where that could not be done within a request. */
  | { readonly task: 'cascade'; readonly keyId: string }
  /** What is to be told of a tenant's keys on a day: the ones that will expire, the ones that break a policy. */
  | { readonly task: 'daily-check'; readonly tenant: string; readonly day: number };

/** The most that are handed over at once: as many as SQS takes. */
export const TASKS_PER_BATCH = 10;

/** Hands work over, each at least once and in any order. */
export interface TaskQueue {
  /**
   * Takes up to `TASKS_PER_BATCH`.
   *
   * @throws UnavailableError where some were not taken; others may have been
   */
  send(works: readonly RotationTask[]): Promise<void>;
}
