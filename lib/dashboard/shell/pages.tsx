import { type ComponentType, lazy } from 'react';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import { keysTitle } from '../keys/key-terms.ts';
import { KeysPage } from '../keys/keys-page.tsx';
import type { useTenant } from './tenant-context.ts';

type Access = Pick<ReturnType<typeof useTenant>, 'can' | 'features'>;

/** A page of the dashboard. */
export interface Page {
  readonly id: string;
  readonly title: (profile: KeyProfileView) => string;
  /** Whether the deployment has the page and the role of the user allows it. */
  readonly isAllowed: (access: Access) => boolean;
  readonly Component: ComponentType;
}

/** The pages in the order of the menu. All are in the same menu as the keys. */
export const PAGES: readonly Page[] = [
  {
    id: 'keys',
    title: keysTitle,
    isAllowed: ({ can }) => can('listKeys'),
    Component: KeysPage,
  },
  {
    id: 'overview',
    title: () => 'Overview',
    isAllowed: ({ can }) => can('reportSummary'),
    Component: lazy(async () => ({ default: (await import('../overview/overview-page.tsx')).OverviewPage })),
  },
  {
    id: 'managed-keys',
    title: () => 'Managed keys',
    isAllowed: ({ can, features }) => features.rotation && can('listManagedKeys'),
    Component: lazy(async () => ({
      default: (await import('../managed-keys/managed-keys-page.tsx')).ManagedKeysPage,
    })),
  },
  {
    id: 'usage',
    title: () => 'Usage',
    isAllowed: ({ can, features }) => features.usage && can('showTenantUsage'),
    Component: lazy(async () => ({ default: (await import('../usage/usage-page.tsx')).UsagePage })),
  },
  {
    id: 'access-log',
    title: () => 'Access log',
    isAllowed: ({ can, features }) => features.usage && can('listAccessLog'),
    Component: lazy(async () => ({ default: (await import('../usage/access-log-page.tsx')).AccessLogPage })),
  },
  {
    id: 'explain',
    title: () => 'Explain a denial',
    isAllowed: ({ can }) => can('verify'),
    Component: lazy(async () => ({ default: (await import('../keys/explain-page.tsx')).ExplainPage })),
  },
  {
    id: 'audit',
    title: () => 'Audit trail',
    isAllowed: ({ can }) => can('listAuditEvents'),
    Component: lazy(async () => ({ default: (await import('../audit/audit-page.tsx')).AuditPage })),
  },
  {
    id: 'owners',
    title: () => 'Owners',
    isAllowed: ({ can }) => can('listOwners'),
    Component: lazy(async () => ({ default: (await import('../owners/owners-page.tsx')).OwnersPage })),
  },
  {
    id: 'tenant',
    title: () => 'Tenant',
    isAllowed: ({ can }) => can('showTenant'),
    Component: lazy(async () => ({ default: (await import('../tenant/tenant-page.tsx')).TenantPage })),
  },
];
