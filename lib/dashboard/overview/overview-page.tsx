import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../shell/loaded.tsx';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { DecisionsChart } from '../usage/decisions-chart.tsx';
import { DenialsChart } from '../usage/denials-chart.tsx';
import { HOURS } from '../usage/use-denials.ts';
import { DeliveryHealth } from './delivery-health.tsx';
import { KeyCounts } from './key-counts.tsx';
import { TenantAlarms } from './tenant-alarms.tsx';
import { TopDenials } from './top-denials.tsx';

const DAYS = 30;
const PERIODS = [
  { id: '24h', text: `${HOURS} hours` },
  { id: '30d', text: `${DAYS} days` },
];

/** What needs attention in the tenant: denials, their sources, and keys that expire or are unused. */
export function OverviewPage() {
  const { features, can } = useTenant();
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="Active alarms, denied requests, and keys that need attention.">
        Overview
      </Header>
      {features.alarms && can('showTenantAlarms') && <TenantAlarms />}
      {features.usage && <UsageDelivery />}
      <KeyCounts />
      {features.usage && <Decisions />}
      {features.usage && <TopDenials />}
    </SpaceBetween>
  );
}

function Decisions() {
  const { tenant } = useTenant();
  const { query } = useRoute();
  const period = PERIODS.find(({ id }) => id === query.get('period'))?.id ?? '24h';
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            period === '24h'
              ? 'Denied requests by hour and reason. Requests without a known key are not included.'
              : 'Allowed and denied requests by day and reason.'
          }
          actions={
            <SegmentedControl
              label="Period"
              selectedId={period}
              options={PERIODS}
              onChange={({ detail }) =>
                navigate(hrefOf([tenant, 'overview'], { period: detail.selectedId }), { replace: true })
              }
            />
          }
        >
          {period === '24h' ? 'Denials' : 'Decisions'}
        </Header>
      }
    >
      {period === '24h' ? <DenialsChart /> : <DecisionsOfDays />}
    </Container>
  );
}

function DecisionsOfDays() {
  return <Loaded query={useUsage()}>{({ days }) => <DecisionsChart days={days} count={DAYS} />}</Loaded>;
}

function UsageDelivery() {
  const { data } = useUsage();
  return data && <DeliveryHealth delivery={data.delivery} />;
}

function useUsage() {
  const { client, tenant } = useTenant();
  return useQuery({
    queryKey: ['usage', tenant, String(DAYS)],
    queryFn: ({ signal }) =>
      client.call('showTenantUsage', { params: { tenant }, query: { days: String(DAYS) }, signal }),
  });
}
