import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { LastUsed } from '../keys/key-status.tsx';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { DecisionsChart } from './decisions-chart.tsx';
import { DeliveryAlert } from './delivery-alert.tsx';

const DAYS = 30;

/** The decisions on one key, and the use of its permissions. */
export function KeyUsage({ id }: { readonly id: string }) {
  const { client, tenant } = useTenant();
  const usage = useQuery({
    queryKey: ['key-usage', tenant, id],
    queryFn: ({ signal }) =>
      client.call('showKeyUsage', { params: { tenant, key: id }, query: { days: String(DAYS) }, signal }),
  });
  if (usage.error && !usage.data)
    return <ErrorAlert error={usage.error} onRetry={() => void usage.refetch()} />;
  if (!usage.data)
    return (
      <Box textAlign="center">
        <Spinner size="large" />
      </Box>
    );
  const { days, delivery, permissions } = usage.data;
  return (
    <SpaceBetween size="l">
      <DeliveryAlert delivery={delivery} />
      <DecisionsChart days={days} count={DAYS} />
      {permissions.length > 0 && (
        <KeyValuePairs
          columns={4}
          items={permissions.map(({ permission, lastUsedAt }) => ({
            label: `${permission}: last used`,
            value: <LastUsed at={lastUsedAt} />,
          }))}
        />
      )}
    </SpaceBetween>
  );
}
