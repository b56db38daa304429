import type { Owner } from './owners-page.tsx';

/** The kinds of owners as text. */
export const KIND_LABELS: Readonly<Record<Owner['kind'], string>> = {
  person: 'Person',
  application: 'Application',
  account: 'Account',
};

/** The roles of people as text. */
export const ROLE_LABELS: Readonly<Record<NonNullable<Owner['role']>, string>> = {
  'app-admin': 'App admin',
  developer: 'Developer',
  auditor: 'Auditor',
};
