import type { MetricId } from './definition.ts';
import { statisticOf } from './statistic.ts';

export const MINUTE_MS = 60_000;

/** A value of a metric at an instant. */
export interface Datum extends MetricId {
  readonly atMs: number;
  readonly value: number;
}

/** The points of a metric, oldest first; undefined for a period without data. */
export type Series = readonly (number | undefined)[];

export interface Window {
  /** The end of the newest period, exclusive. */
  readonly endMs: number;
  readonly periodSeconds: number;
  /** The number of periods. */
  readonly length: number;
}

/** Metric values by minute, which is the standard resolution of CloudWatch. */
export class MetricStore {
  readonly #metrics = new Map<string, Map<number, number[]>>();
  /** The names of metrics that alarms read every minute. */
  readonly #names = new WeakMap<MetricId, string>();

  put({ atMs, value, ...id }: Datum): void {
    const name = nameOf(id);
    const minutes = this.#metrics.get(name) ?? new Map<number, number[]>();
    this.#metrics.set(name, minutes);
    const minute = minuteOf(atMs);
    const values = minutes.get(minute);
    if (values) values.push(value);
    else minutes.set(minute, [value]);
  }

  /** Returns one point per period of a window. Periods are whole minutes. */
  read(id: MetricId, statistic: string, { endMs, periodSeconds, length }: Window): Series {
    const minutes = this.#metrics.get(this.#nameOf(id));
    if (!minutes) return Array(length).fill(statisticOf(statistic, []));
    const periodMinutes = periodSeconds / 60;
    const first = minuteOf(endMs) - length * periodMinutes;
    return Array.from({ length }, (_, period) => {
      const values: number[] = [];
      for (let minute = 0; minute < periodMinutes; minute += 1) {
        const found = minutes.get(first + period * periodMinutes + minute);
        if (found) values.push(...found);
      }
      return statisticOf(statistic, values);
    });
  }

  #nameOf(id: MetricId): string {
    const name = this.#names.get(id) ?? nameOf(id);
    this.#names.set(id, name);
    return name;
  }

  /** Deletes older values, so that memory stays bounded in a process that runs for days. */
  forget(beforeMs: number): void {
    for (const [name, minutes] of this.#metrics) {
      for (const minute of minutes.keys()) if (minute * MINUTE_MS < beforeMs) minutes.delete(minute);
      if (minutes.size === 0) this.#metrics.delete(name);
    }
  }
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS);
}

/** CloudWatch treats each set of dimensions as a separate metric. */
function nameOf({ namespace, metric, dimensions }: MetricId): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);
}
