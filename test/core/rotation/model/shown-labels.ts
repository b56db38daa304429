/** The period in which a value could be read as the current one. */
interface CurrentPeriod {
  readonly digest: string;
  readonly fromMs: number;
  /** Infinite while the value is current. */
  untilMs: number;
}

/**
 * The values that consumers of one secret can have read in each Region. It covers every possible read time, so one check
 * covers every consumer with the same cache TTL.
 */
export class ShownLabels {
  readonly #regions: CurrentPeriod[][] = [];

  /** Records the current value of each Region; undefined if a Region has no value yet. */
  record(nowMs: number, currents: readonly (string | undefined)[]): void {
    for (const [region, digest] of currents.entries()) {
      this.#regions[region] ??= [];
      const periods = this.#regions[region];
      const last = periods.at(-1);
      if (last?.digest === digest && last?.untilMs === Number.POSITIVE_INFINITY) continue;
      if (last && last.untilMs > nowMs) last.untilMs = nowMs;
      if (digest !== undefined) periods.push({ digest, fromMs: nowMs, untilMs: Number.POSITIVE_INFINITY });
    }
  }

  /** The values that a consumer with this cache TTL may have cached. */
  heldBy(cacheMs: number, nowMs: number): ReadonlySet<string> {
    const held = new Set<string>();
    for (const periods of this.#regions)
      for (let index = periods.length - 1; index >= 0; index -= 1) {
        const period = periods[index];
        if (!period || period.untilMs <= nowMs - cacheMs) break;
        held.add(period.digest);
      }
    return held;
  }

  /** The values that a consumer with this cache TTL may have sent in a period. */
  heldWithin(cacheMs: number, fromMs: number, toMs: number): ReadonlySet<string> {
    const held = new Set<string>();
    for (const periods of this.#regions)
      for (const period of periods)
        if (period.fromMs <= toMs && period.untilMs > fromMs - cacheMs) held.add(period.digest);
    return held;
  }

  /** The values that a consumer with this cache TTL may have sent at a past instant. */
  usedAt(cacheMs: number, atMs: number): ReadonlySet<string> {
    return this.heldWithin(cacheMs, atMs, atMs);
  }
}
