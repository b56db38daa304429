import Select from '@cloudscape-design/components/select';
import { ROLE_LABELS } from '../owners/owner-labels.ts';
import { hrefOf, navigate } from './route.ts';
import { type Membership, useTenant } from './tenant-context.ts';

interface TenantSelectProps {
  readonly memberships: readonly Membership[];
}

/** The choice between the tenants of the user, with the role in each. */
export function TenantSelect({ memberships }: TenantSelectProps) {
  const { tenant } = useTenant();
  const options = memberships.map((each) => ({
    value: each.tenant,
    label: each.tenantName ?? each.tenant,
    description: ROLE_LABELS[each.role],
  }));
  return (
    <Select
      ariaLabel="Tenant"
      selectedOption={options.find(({ value }) => value === tenant) ?? null}
      options={options}
      onChange={({ detail }) => navigate(hrefOf([detail.selectedOption.value ?? tenant, 'keys']))}
    />
  );
}
