import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { planLimitsText } from '../../contracts/http/limit-text.ts';
import type { Response } from '../api/client.ts';
import { Budgets } from '../limits/budgets.tsx';
import { instantText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { useTenant } from '../shell/tenant-context.ts';

const EditTenant = lazy(async () => ({ default: (await import('./edit-tenant.tsx')).EditTenant }));

/** The policies of the tenant, and the plans of the deployment. */
export function TenantPage() {
  const { client, tenant: id, can } = useTenant();
  const query = useQuery({
    queryKey: ['tenant', id],
    queryFn: ({ signal }) => client.call('showTenant', { params: { tenant: id }, signal }),
  });
  return (
    <Loaded query={query}>
      {(tenant) => (
        <SpaceBetween size="l">
          <Header variant="h1">
            <span className="break-anywhere">{tenant.name ?? tenant.id}</span>
          </Header>
          <Policies tenant={tenant} />
          {can('showTenantLimits') && <Budgets subject={{ kind: 'tenant' }} />}
          <Plans />
        </SpaceBetween>
      )}
    </Loaded>
  );
}

function Policies({ tenant }: { readonly tenant: Response<'showTenant'> }) {
  const { profile, can } = useTenant();
  const [isEditing, setEditing] = useState(false);
  const { maxKeyLifetimeDays, maxValueAgeDays, rotationFreeze: freeze } = tenant;
  const { lifetime, policies } = profile;
  return (
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
          { label: 'Tenant ID', value: tenant.id },
          {
            label: 'Status',
            value: tenant.status === 'suspended' ? 'Suspended: all keys are denied' : 'Active',
          },
          { label: 'Created', value: instantText(tenant.createdAt) },
          { label: 'Maximum key lifetime', value: days(maxKeyLifetimeDays ?? lifetime.maxDays) },
          {
            label: 'Maximum age of managed values',
            value: days(maxValueAgeDays ?? policies.rotateEveryDays),
          },
          {
            label: 'Rotation freeze',
            value: freeze ? `Until ${instantText(freeze.until)}: ${freeze.reason}` : 'None',
          },
          { label: 'Expiry warnings', value: warnings(policies.warnBeforeExpiryDays) },
        ]}
      />
      {isEditing && (
        <Suspense>
          <EditTenant tenant={tenant} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </Container>
  );
}

function Plans() {
  const plans = Object.entries(useTenant().profile.plans);
  if (plans.length === 0) return null;
  return (
    <Container header={<Header variant="h2">Plans</Header>}>
      <KeyValuePairs
        columns={4}
        items={plans.map(([plan, limits]) => ({
          label: plan,
          value: <span className="break-anywhere">{planLimitsText(limits)}</span>,
        }))}
      />
    </Container>
  );
}

function days(count: number | null): string {
  return count === null ? 'No limit' : `${count} days`;
}

function warnings(warnDays: readonly number[]): string {
  return warnDays.length === 0 ? 'None' : `${warnDays.join(', ')} days before`;
}
