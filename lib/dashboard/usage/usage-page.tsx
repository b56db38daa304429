import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { keyTerms } from '../keys/key-terms.ts';
import { Loaded } from '../shell/loaded.tsx';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { DecisionsChart } from './decisions-chart.tsx';
import { DeliveryAlert } from './delivery-alert.tsx';
import { KeyReports } from './key-reports.tsx';

const PERIODS = ['7', '30', '90'];

/** The decisions on all keys of the tenant, and the keys that need attention (MH-21, MH-22). */
export function UsagePage() {
  const { client, tenant, profile, can } = useTenant();
  const { query } = useRoute();
  const days = PERIODS.find((each) => each === query.get('days')) ?? '30';
  const usage = useQuery({
    queryKey: ['usage', tenant, days],
    queryFn: ({ signal }) => client.call('showTenantUsage', { params: { tenant }, query: { days }, signal }),
  });
  const { key, keys } = keyTerms(profile);
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={`Requests with the ${keys} of this tenant, and the decisions on them.`}
        actions={
          <SegmentedControl
            label="Period"
            selectedId={days}
            options={PERIODS.map((id) => ({ id, text: `${id} days` }))}
            onChange={({ detail }) =>
              navigate(hrefOf([tenant, 'usage'], { days: detail.selectedId }), { replace: true })
            }
          />
        }
      >
        {`${key.charAt(0).toUpperCase()}${key.slice(1)} usage`}
      </Header>
      {usage.data && <DeliveryAlert delivery={usage.data.delivery} />}
      <Container header={<Header variant="h2">Requests by day</Header>}>
        <Loaded query={usage}>{(data) => <DecisionsChart days={data.days} count={Number(days)} />}</Loaded>
        {can('listAccessLog') && (
          <Link href={hrefOf([tenant, 'access-log'])}>Show single requests in the access log</Link>
        )}
      </Container>
      <KeyReports />
    </SpaceBetween>
  );
}
