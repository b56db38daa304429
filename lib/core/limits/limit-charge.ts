import type { BucketState, BucketUpdate } from './bucket.ts';
import type { Limit } from './limit.ts';

/** One attempt to charge a cost at an instant. */
export interface ChargeAttempt {
  readonly nowMs: number;
  readonly cost: number;
  /** From 1. */
  readonly attempt: number;
}

/** A denial; `retryAfterMs` is undefined if no wait helps. */
export interface LimitDenial {
  readonly retryAfterMs: number | undefined;
}

/** The remaining budget of a limit. */
export interface LimitStatus {
  readonly limit: Limit;
  readonly remaining: number;
  /** When the budget increases or starts again; null for credits without a refill. */
  readonly resetAtMs: number | null;
}

/** The rules of one kind of limit, on the state of its bucket. Pure. */
export interface LimitCharge<Kind extends Limit> {
  /** The update that charges the cost if the bucket still has this state, or the denial of this state. */
  plan(limit: Kind, state: BucketState, attempt: ChargeAttempt): BucketUpdate | LimitDenial;
  /** The update that reverses an applied charge; undefined if nothing remains to refund. */
  refund(limit: Kind, charged: BucketState, charge: Omit<ChargeAttempt, 'attempt'>): BucketUpdate | undefined;
  status(limit: Kind, state: BucketState, nowMs: number): LimitStatus;
  /** From when an idle bucket is the same as an absent one. */
  idleAtMs(limit: Kind, nowMs: number): number;
}
