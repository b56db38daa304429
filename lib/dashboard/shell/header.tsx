import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Select from '@cloudscape-design/components/select';
import { ROLE_LABELS } from '../owners/owner-labels.ts';
import { hrefOf, navigate } from './route.ts';
import { type Membership, useTenant } from './tenant-context.ts';

interface HeaderProps {
  readonly memberships: readonly Membership[];
}

/** The product, the tenant, and the menu of the user. */
export function Header({ memberships }: HeaderProps) {
  const { profile, tenant, membership } = useTenant();
  return (
    <header className="header awsui-context-top-navigation">
      <a className="brand" href={hrefOf([tenant, 'keys'])}>
        {profile.title}
      </a>
      <div className="tenant">
        {memberships.length > 1 ? (
          <TenantSelect memberships={memberships} />
        ) : (
          <span className="tenant-name">{membership.tenantName ?? tenant}</span>
        )}
      </div>
      <ProfileMenu />
    </header>
  );
}

function TenantSelect({ memberships }: HeaderProps) {
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

function ProfileMenu() {
  const { client, profile, membership, email, tenant, can } = useTenant();
  const { menu, menuLocation } = profile.displayNames;
  const keys = {
    id: 'keys',
    text: menu.at(-1) ?? '',
    href: hrefOf([tenant, 'keys']),
  };
  const isHere = menuLocation === 'profile-menu' && can('listKeys');
  return (
    <ButtonDropdown
      ariaLabel="Profile"
      items={[
        ...(isHere ? [keys] : []),
        {
          id: 'user',
          text: `${membership.name ?? email ?? membership.owner} (${ROLE_LABELS[membership.role]})`,
          items: [{ id: 'sign-out', text: 'Sign out' }],
        },
      ]}
      onItemClick={({ detail }) => {
        if (detail.id === 'sign-out') void client.signOut();
      }}
    >
      Profile
    </ButtonDropdown>
  );
}
