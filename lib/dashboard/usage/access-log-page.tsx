import Select from '@cloudscape-design/components/select';
import { outcomeOptions } from '../keys/outcome-text.ts';
import { daysAgo } from '../shell/dates.ts';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { AccessLog, type AccessLogFilter } from './access-log.tsx';

const OUTCOMES = [
  { value: '', label: 'All requests' },
  { value: 'denied', label: 'Denied' },
  ...outcomeOptions(),
];

const PERIODS = [
  { value: '', label: 'Last 30 days' },
  { value: '7', label: 'Last 7 days' },
  { value: '1', label: 'Last 24 hours' },
];

/** The access log of the tenant, with its filters in the address. */
export function AccessLogPage() {
  const { tenant } = useTenant();
  const { query } = useRoute();
  const outcome = OUTCOMES.find(({ value }) => value === query.get('outcome')) ?? null;
  const period = PERIODS.find(({ value }) => value === query.get('days')) ?? null;
  const show = (change: { readonly outcome?: string; readonly days?: string }) =>
    navigate(hrefOf([tenant, 'access-log'], { outcome: outcome?.value, days: period?.value, ...change }), {
      replace: true,
    });
  return (
    <AccessLog
      filter={filterOf(outcome?.value ?? '', period?.value ?? '')}
      filters={
        <div className="filters">
          <Select
            ariaLabel="Decision"
            filteringType="auto"
            filteringAriaLabel="Find a decision"
            options={OUTCOMES}
            selectedOption={outcome ?? OUTCOMES[0] ?? null}
            onChange={({ detail }) => show({ outcome: detail.selectedOption.value ?? '' })}
          />
          <Select
            ariaLabel="Period"
            options={PERIODS}
            selectedOption={period ?? PERIODS[0] ?? null}
            onChange={({ detail }) => show({ days: detail.selectedOption.value ?? '' })}
          />
        </div>
      }
    />
  );
}

function filterOf(outcome: string, days: string): AccessLogFilter {
  return {
    ...(outcome !== '' && { outcome }),
    ...(days !== '' && { since: daysAgo(Number(days)) }),
  };
}
