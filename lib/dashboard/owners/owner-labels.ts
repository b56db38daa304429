import type { Owner } from './owner-facts.tsx';

/** The kinds of owners as text. */
export const KIND_LABELS: Readonly<Record<Owner['kind'], string>> = {
  person: 'Person',
  application: 'Application',
  account: 'Account',
};

type Role = NonNullable<Owner['role']>;

/** The roles of people as text. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  'app-admin': 'App admin',
  developer: 'Developer',
  auditor: 'Auditor',
};

/** The roles as options of a choice. */
export const ROLES: readonly {
  readonly value: Role;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: 'app-admin', label: ROLE_LABELS['app-admin'], description: 'Manages everything in the tenant' },
  { value: 'developer', label: ROLE_LABELS.developer, description: 'Manages own keys with read and write' },
  { value: 'auditor', label: ROLE_LABELS.auditor, description: 'Reads everything' },
];
