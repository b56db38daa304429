import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { planLimitsText } from '../../contracts/http/limit-text.ts';
import { instantText } from '../shell/dates.ts';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { useTenant } from '../shell/tenant-context.ts';

const EditTenant = lazy(async () => ({ default: (await import('./edit-tenant.tsx')).EditTenant }));

/** The policies of the tenant, and the plans of the deployment. */
export function TenantPage() {
  const { client, tenant, profile, can } = useTenant();
  const [isEditing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['tenant', tenant],
    queryFn: ({ signal }) => client.call('showTenant', { params: { tenant }, signal }),
  });
  if (error && !data) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner size="large" />;
  const plans = Object.entries(profile.plans);
  return (
    <SpaceBetween size="l">
      <Header variant="h1">
        <span className="break-anywhere">{data.name ?? data.id}</span>
      </Header>
      <Container
        header={
          <Header
            variant="h2"
            actions={can('updateTenant') && <Button onClick={() => setEditing(true)}>Edit</Button>}
          >
            Policies
          </Header>
        }
      >
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Tenant ID', value: data.id },
            { label: 'Created', value: instantText(data.createdAt) },
            {
              label: 'Maximum key lifetime',
              value: days(data.maxKeyLifetimeDays ?? profile.lifetime.maxDays),
            },
            {
              label: 'Maximum age of managed values',
              value: days(data.maxValueAgeDays ?? profile.policies.rotateEveryDays),
            },
            {
              label: 'Rotation freeze',
              value: data.rotationFreeze
                ? `Until ${instantText(data.rotationFreeze.until)}: ${data.rotationFreeze.reason}`
                : 'None',
            },
            {
              label: 'Expiry warnings',
              value: warnings(profile.policies.warnBeforeExpiryDays),
            },
          ]}
        />
      </Container>
      {plans.length > 0 && (
        <Container header={<Header variant="h2">Plans</Header>}>
          <KeyValuePairs
            columns={4}
            items={plans.map(([plan, limits]) => ({
              label: plan,
              value: <span className="break-anywhere">{planLimitsText(limits)}</span>,
            }))}
          />
        </Container>
      )}
      {isEditing && (
        <Suspense>
          <EditTenant tenant={data} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </SpaceBetween>
  );
}

function days(count: number | null): string {
  return count === null ? 'No limit' : `${count} days`;
}

function warnings(warnDays: readonly number[]): string {
  return warnDays.length === 0 ? 'None' : `${warnDays.join(', ')} days before`;
}
