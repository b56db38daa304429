/** Which value could be read as the current one, from when until when. */
interface Spell {
  readonly digest: string;
  readonly fromMs: number;
  /** Infinite while it still can be. */
  untilMs: number;
}

/**
 * What consumers of one secret can have read, in each region: whatever was the current value at an instant, read at the
 * worst moment. So every consumer of a given cache is tried at once, not one that happens to read at some instant.
 */
export class ShownLabels {
  readonly #regions: Spell[][] = [];

  /** Tells what is current in each region now; undefined where a region has no value yet. */
  record(nowMs: number, currents: readonly (string | undefined)[]): void {
    for (const [region, digest] of currents.entries()) {
      this.#regions[region] ??= [];
      const spells = this.#regions[region];
      const last = spells.at(-1);
      if (last?.digest === digest && last?.untilMs === Number.POSITIVE_INFINITY) continue;
      if (last && last.untilMs > nowMs) last.untilMs = nowMs;
      if (digest !== undefined) spells.push({ digest, fromMs: nowMs, untilMs: Number.POSITIVE_INFINITY });
    }
  }

  /** The values that a consumer may hold who keeps what it read for so long. */
  heldBy(cacheMs: number, nowMs: number): ReadonlySet<string> {
    const held = new Set<string>();
    for (const spells of this.#regions)
      for (let index = spells.length - 1; index >= 0; index -= 1) {
        const spell = spells[index];
        if (!spell || spell.untilMs <= nowMs - cacheMs) break;
        held.add(spell.digest);
      }
    return held;
  }

  /** The values that a consumer of this cache may have sent at some instant of a window. */
  heldWithin(cacheMs: number, fromMs: number, toMs: number): ReadonlySet<string> {
    const held = new Set<string>();
    for (const spells of this.#regions)
      for (const spell of spells)
        if (spell.fromMs <= toMs && spell.untilMs > fromMs - cacheMs) held.add(spell.digest);
    return held;
  }

  /** The values that a consumer of this cache may have sent at an instant of the past. */
  usedAt(cacheMs: number, atMs: number): ReadonlySet<string> {
    return this.heldWithin(cacheMs, atMs, atMs);
  }
}
