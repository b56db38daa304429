import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Table from '@cloudscape-design/components/table';
import type { Response } from '../api/client.ts';
import { outcomeTitle } from '../keys/outcome-text.ts';
import { ComponentTexts } from '../shell/component-texts.tsx';

type Day = Response<'showTenantUsage'>['days'][number];

const DAY_MS = 86_400_000;
const CHART_HEIGHT = 240;

interface DayCounts {
  /** `Jan 31`. */
  readonly day: string;
  readonly allowed: number;
  readonly denied: number;
  readonly reasons: string;
}

/** The decisions by day as a chart, with the same numbers as a table below it. */
export function DecisionsChart({ days, count }: { readonly days: readonly Day[]; readonly count: number }) {
  const all = everyDay(days, count);
  const total = all.reduce((sum, { allowed, denied }) => sum + allowed + denied, 0);
  return (
    <ComponentTexts>
      <BarChart
        ariaLabel="Allowed and denied requests by day"
        height={CHART_HEIGHT}
        stackedBars
        hideFilter
        xScaleType="categorical"
        xTitle="Day (UTC)"
        yTitle="Requests"
        yDomain={[0, Math.max(4, ...all.map(({ allowed, denied }) => allowed + denied))]}
        yTickFormatter={(value) => (Number.isInteger(value) ? String(value) : '')}
        series={[
          { type: 'bar', title: 'Allowed', data: all.map(({ day, allowed }) => ({ x: day, y: allowed })) },
          { type: 'bar', title: 'Denied', data: all.map(({ day, denied }) => ({ x: day, y: denied })) },
        ]}
        xDomain={all.map(({ day }) => day)}
        empty={<Box textAlign="center">No requests in this period</Box>}
        statusType="finished"
      />
      <ExpandableSection headerText={`Show as a table (${total} requests)`}>
        <Table
          variant="embedded"
          items={[...all].reverse().filter(({ allowed, denied }) => allowed + denied > 0)}
          ariaLabels={{ tableLabel: 'Requests by day' }}
          columnDefinitions={[
            { id: 'day', header: 'Day (UTC)', isRowHeader: true, cell: ({ day }) => day },
            { id: 'allowed', header: 'Allowed', cell: ({ allowed }) => allowed },
            { id: 'denied', header: 'Denied', cell: ({ denied }) => denied },
            { id: 'reasons', header: 'Reasons of denials', cell: ({ reasons }) => reasons },
          ]}
          empty="No requests in this period"
        />
      </ExpandableSection>
    </ComponentTexts>
  );
}

/** The API omits days without decisions. */
function everyDay(days: readonly Day[], count: number): readonly DayCounts[] {
  const byDay = new Map(days.map(({ day, counts }) => [day, counts]));
  const today = Math.floor(Date.now() / DAY_MS);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date((today - (count - 1 - index)) * DAY_MS);
    const counts = byDay.get(day.toISOString().slice(0, 10)) ?? {};
    const denials = Object.entries(counts).filter(([outcome, number]) => outcome !== 'allowed' && number > 0);
    return {
      day: label.format(day),
      allowed: counts.allowed ?? 0,
      denied: denials.reduce((sum, [, number]) => sum + number, 0),
      reasons: denials.map(([outcome, number]) => `${outcomeTitle(outcome)}: ${number}`).join(', '),
    };
  });
}

const label = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
