import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { lazy, Suspense } from 'react';
import { ROLE_LABELS } from '../owners/owner-labels.ts';
import { hrefOf } from './route.ts';
import { type Membership, useTenant } from './tenant-context.ts';

// Only people with several tenants need it.
const TenantSelect = lazy(async () => ({ default: (await import('./tenant-select.tsx')).TenantSelect }));

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
          <Suspense>
            <TenantSelect memberships={memberships} />
          </Suspense>
        ) : (
          <span className="tenant-name">{membership.tenantName ?? tenant}</span>
        )}
      </div>
      <ProfileMenu />
    </header>
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
