/** An unsupported statistic. */
export class StatisticError extends Error {
  override readonly name = 'StatisticError';
}

const ALLOWED = 'SampleCount, Sum, Average, Minimum, Maximum, p0 to p100';

/**
 * Returns the statistic of the values of one period; undefined if there are no values.
 * @throws StatisticError
 */
export function statisticOf(statistic: string, values: readonly number[]): number | undefined {
  const calculate = calculationOf(statistic);
  return values.length === 0 ? undefined : calculate(values);
}

function calculationOf(statistic: string): (values: readonly number[]) => number {
  switch (statistic) {
    case 'SampleCount':
      return (values) => values.length;
    case 'Sum':
      return sumOf;
    case 'Average':
      return (values) => sumOf(values) / values.length;
    case 'Minimum':
      return (values) => values.reduce((least, value) => Math.min(least, value));
    case 'Maximum':
      return (values) => values.reduce((most, value) => Math.max(most, value));
  }
  const percent = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic)?.[1];
  if (percent === undefined) throw new StatisticError(`statistic is '${statistic}'; allowed: ${ALLOWED}`);
  return (values) => percentile(values, Number(percent));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Interpolates linearly between the two nearest ranks. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = (percent / 100) * (sorted.length - 1);
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(rank), Math.floor(rank) + 2);
  return low + (high - low) * (rank % 1);
}
