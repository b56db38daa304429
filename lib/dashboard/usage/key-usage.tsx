import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LastUsed } from '../keys/key-status.tsx';
import { keyTerms } from '../keys/key-terms.ts';
import { relativeText } from '../shell/dates.ts';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { numberText } from '../shell/numbers.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { DecisionsChart } from './decisions-chart.tsx';
import { DeliveryAlert } from './delivery-alert.tsx';
import { DenialsChart } from './denials-chart.tsx';
import { HOURS, useDenials } from './use-denials.ts';

const DAYS = 30;
const PERIODS = [
  { id: '30d', text: `${DAYS} days` },
  { id: '24h', text: `Denials of ${HOURS} hours` },
];

/** The decisions on one key, where its requests come from, and the use of its permissions. */
export function KeyUsage({ id }: { readonly id: string }) {
  const { client, tenant } = useTenant();
  const [period, setPeriod] = useState('30d');
  const usage = useQuery({
    queryKey: ['key-usage', tenant, id],
    queryFn: ({ signal }) =>
      client.call('showKeyUsage', { params: { tenant, key: id }, query: { days: String(DAYS) }, signal }),
  });
  return (
    <Loaded query={usage}>
      {({ days, delivery, permissions }) => (
        <SpaceBetween size="l">
          <DeliveryAlert delivery={delivery} />
          <SegmentedControl
            label="Period"
            selectedId={period}
            options={PERIODS}
            onChange={({ detail }) => setPeriod(detail.selectedId)}
          />
          {period === '30d' ? <DecisionsChart days={days} count={DAYS} /> : <DenialsChart keyId={id} />}
          <Permissions permissions={permissions} />
          <SourceAddresses id={id} />
        </SpaceBetween>
      )}
    </Loaded>
  );
}

interface PermissionsProps {
  readonly permissions: readonly { readonly permission: string; readonly lastUsedAt: string | null }[];
}

/** The last use of each permission. A permission without use can be removed from the key. */
function Permissions({ permissions }: PermissionsProps) {
  const { profile } = useTenant();
  if (permissions.length === 0) return null;
  return (
    <div>
      <Header variant="h3">{`${keyTerms(profile).permissions} by last use`}</Header>
      <KeyValuePairs
        columns={4}
        items={permissions.map(({ permission, lastUsedAt }) => ({
          label: permission,
          value:
            lastUsedAt === null ? (
              <StatusIndicator type="warning">Never used</StatusIndicator>
            ) : (
              <LastUsed at={lastUsedAt} />
            ),
        }))}
      />
    </div>
  );
}

function SourceAddresses({ id }: { readonly id: string }) {
  const { data, error, isPending, refetch } = useDenials(id);
  if (error && !data) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  return (
    <Table
      variant="embedded"
      wrapLines
      loading={isPending}
      items={data?.addresses ?? []}
      ariaLabels={{ tableLabel: 'Source addresses' }}
      header={
        <Header
          variant="h3"
          description={`Of the last ${HOURS} hours. Allowed requests are sampled: the first use in 5 minutes.`}
        >
          Source addresses
        </Header>
      }
      columnDefinitions={[
        {
          id: 'address',
          header: 'Address',
          isRowHeader: true,
          minWidth: 150,
          cell: ({ sourceAddress }) => <span className="mono">{sourceAddress}</span>,
        },
        {
          id: 'allowed',
          header: 'Allowed (samples)',
          minWidth: 140,
          cell: ({ allowed }) => numberText(allowed),
        },
        { id: 'denied', header: 'Denied', minWidth: 90, cell: ({ denied }) => numberText(denied) },
        { id: 'last', header: 'Last request', minWidth: 120, cell: ({ lastAt }) => relativeText(lastAt) },
      ]}
      empty={`No requests in the last ${HOURS} hours`}
    />
  );
}
