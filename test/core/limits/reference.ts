import type { Limit } from '../../../lib/core/limits/limit.ts';
import { periodAt } from '../../../lib/core/limits/period.ts';

/** An independent limiter: it keeps the history of its admissions and computes every budget from it. */
export class ReferenceLimiter {
  readonly #limit: Limit;
  readonly #admitted: { readonly atMs: number; readonly cost: number }[] = [];

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** Whether a request at this time is within the limit. It is counted only if it is. Times must not go back. */
  admits(atMs: number, cost: number): boolean {
    const isAdmitted = this.#available(atMs) >= cost;
    if (isAdmitted) this.#admitted.push({ atMs, cost });
    return isAdmitted;
  }

  #available(atMs: number): number {
    switch (this.#limit.kind) {
      case 'rate':
        return this.#tokens(this.#limit, atMs);
      case 'quota': {
        const { startMs } = periodAt(this.#limit.period, atMs);
        const used = this.#admitted.filter((each) => each.atMs >= startMs);
        return this.#limit.max - used.reduce((sum, { cost }) => sum + cost, 0);
      }
      case 'credits':
        return this.#balance(this.#limit, atMs);
    }
  }

  /** A token bucket, replayed from its first request. Tokens are counted in microseconds. */
  #tokens({ requests, perSeconds, burst }: Extract<Limit, { kind: 'rate' }>, atMs: number): number {
    const incrementUs = Math.ceil((perSeconds * 1_000_000) / requests);
    let [tokensUs, lastMs] = [burst * incrementUs, 0];
    for (const { atMs: admittedMs, cost } of this.#admitted) {
      tokensUs = Math.min(burst * incrementUs, tokensUs + (admittedMs - lastMs) * 1000) - cost * incrementUs;
      lastMs = admittedMs;
    }
    return Math.min(burst * incrementUs, tokensUs + (atMs - lastMs) * 1000) / incrementUs;
  }

  #balance({ max, refill }: Extract<Limit, { kind: 'credits' }>, atMs: number): number {
    const indexAt = (ms: number) => (refill ? periodAt(refill.period, ms).index : 0);
    let [balance, last] = [max, indexAt(this.#admitted[0]?.atMs ?? atMs)];
    for (const { atMs: admittedMs, cost } of this.#admitted) {
      balance = Math.min(max, balance + (refill?.amount ?? 0) * (indexAt(admittedMs) - last)) - cost;
      last = indexAt(admittedMs);
    }
    return Math.min(max, balance + (refill?.amount ?? 0) * (indexAt(atMs) - last));
  }
}
