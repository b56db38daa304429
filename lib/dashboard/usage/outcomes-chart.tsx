import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Table from '@cloudscape-design/components/table';
import { outcomeTitle } from '../keys/outcome-text.ts';
import { ComponentTexts } from '../shell/component-texts.tsx';
import { numberText } from '../shell/numbers.ts';

const CHART_HEIGHT = 240;
/** More reasons than colors that can be told apart are one series. */
const REASONS_SHOWN = 5;
const OTHERS = 'other reasons';

/** The decisions of one day or hour by outcome. */
export interface Bucket {
  /** `Jan 31`, unique in the chart. */
  readonly label: string;
  readonly counts: Readonly<Record<string, number>>;
}

interface OutcomesChartProps {
  readonly buckets: readonly Bucket[];
  /** `Requests by day`. */
  readonly title: string;
  /** `Day (UTC)`. */
  readonly axis: string;
}

/** Decisions by time and outcome as stacked bars, with the same numbers as a table below them. */
export function OutcomesChart({ buckets, title, axis }: OutcomesChartProps) {
  const series = seriesOf(buckets);
  const totals = buckets.map(({ counts }) => sum(Object.values(counts)));
  const empty = 'No requests in this period';
  return (
    <ComponentTexts>
      <BarChart
        ariaLabel={title}
        height={CHART_HEIGHT}
        stackedBars
        hideFilter
        xScaleType="categorical"
        xTitle={axis}
        yTitle="Requests"
        xDomain={buckets.map(({ label }) => label)}
        yDomain={[0, Math.max(4, ...totals)]}
        yTickFormatter={(value) => (Number.isInteger(value) ? numberText(value) : '')}
        series={series.map(({ name, countIn }) => ({
          type: 'bar',
          title: name,
          valueFormatter: numberText,
          data: buckets.map((bucket) => ({ x: bucket.label, y: countIn(bucket) })),
        }))}
        empty={<Box textAlign="center">{empty}</Box>}
        statusType="finished"
      />
      <ExpandableSection headerText={`Show as a table (${numberText(sum(totals))} requests)`}>
        <Table
          variant="embedded"
          wrapLines
          items={[...buckets].reverse().filter(({ counts }) => sum(Object.values(counts)) > 0)}
          ariaLabels={{ tableLabel: title }}
          columnDefinitions={[
            { id: 'label', header: axis, isRowHeader: true, minWidth: 110, cell: ({ label }) => label },
            ...series.map(({ name, countIn }) => ({
              id: name,
              header: name,
              minWidth: 110,
              cell: (bucket: Bucket) => numberText(countIn(bucket)),
            })),
          ]}
          empty={empty}
        />
      </ExpandableSection>
    </ComponentTexts>
  );
}

interface Series {
  readonly name: string;
  readonly countIn: (bucket: Bucket) => number;
}

/** Allowed requests, the most frequent reasons of denials, and all other reasons. */
function seriesOf(buckets: readonly Bucket[]): readonly Series[] {
  const totals = new Map<string, number>();
  for (const { counts } of buckets) {
    for (const [outcome, count] of Object.entries(counts))
      totals.set(outcome, (totals.get(outcome) ?? 0) + count);
  }
  const hasAllowed = totals.delete('allowed');
  const reasons = [...totals].toSorted(([, one], [, other]) => other - one).map(([outcome]) => outcome);
  const isAll = reasons.length <= REASONS_SHOWN;
  const shown = isAll ? reasons : reasons.slice(0, REASONS_SHOWN - 1);
  const others = reasons.slice(shown.length);
  const single = (outcome: string, name: string): Series => ({
    name,
    countIn: ({ counts }) => counts[outcome] ?? 0,
  });
  return [
    ...(hasAllowed ? [single('allowed', 'Allowed')] : []),
    ...shown.map((outcome) => single(outcome, `Denied: ${outcomeTitle(outcome)}`)),
    ...(others.length === 0
      ? []
      : [
          {
            name: `Denied: ${OTHERS}`,
            countIn: ({ counts }: Bucket) => sum(others.map((outcome) => counts[outcome] ?? 0)),
          },
        ]),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
