/** What the sweep has `rotate-key` do. */
export type RotationWork =
  /** Whatever is to be done now for a managed key. */
  | { readonly work: 'visit'; readonly keyId: string }
  /** Revoking what was created with a compromised key, where that could not be done within a request. */
  | { readonly work: 'cascade'; readonly keyId: string }
  /** What is to be told of a tenant's keys on a day: the ones that will expire, the ones that break a policy. */
  | { readonly work: 'report'; readonly tenant: string; readonly day: number };

/** The most that are handed over at once: as many as SQS takes. */
export const WORK_AT_ONCE = 10;

/** Hands work over, each at least once and in any order. */
export interface WorkQueue {
  /**
   * Takes up to `WORK_AT_ONCE`.
   *
   * @throws UnavailableError where some were not taken; others may have been
   */
  send(works: readonly RotationWork[]): Promise<void>;
}
