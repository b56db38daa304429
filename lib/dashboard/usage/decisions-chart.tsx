import type { Response } from '../api/client.ts';
import { type Bucket, OutcomesChart } from './outcomes-chart.tsx';

type Day = Response<'showTenantUsage'>['days'][number];

const DAY_MS = 86_400_000;

interface DecisionsChartProps {
  readonly days: readonly Day[];
  readonly count: number;
}

/** The decisions of the last days by outcome. */
export function DecisionsChart({ days, count }: DecisionsChartProps) {
  return <OutcomesChart buckets={everyDay(days, count)} title="Requests by day" axis="Day (UTC)" />;
}

/** The API omits days without decisions. */
function everyDay(days: readonly Day[], count: number): readonly Bucket[] {
  const byDay = new Map(days.map(({ day, counts }) => [day, counts]));
  const today = Math.floor(Date.now() / DAY_MS);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date((today - (count - 1 - index)) * DAY_MS);
    return { label: label.format(day), counts: byDay.get(day.toISOString().slice(0, 10)) ?? {} };
  });
}

const label = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
