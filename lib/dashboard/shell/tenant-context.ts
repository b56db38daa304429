import { createContext, use } from 'react';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { ApiClient, Operation, Response } from '../api/client.ts';

export type Membership = Response<'me'>['memberships'][number];

/** The tenant that the pages show, and the user's access to it. */
export interface TenantContext {
  readonly client: ApiClient;
  readonly profile: KeyProfileView;
  readonly membership: Membership;
  readonly features: Response<'me'>['features'];
  readonly email: string | undefined;
}

const Context = createContext<TenantContext | undefined>(undefined);

export const TenantProvider = Context.Provider;

/** @throws Error outside of a tenant */
export function useTenant() {
  const context = use(Context);
  if (!context) throw new Error('This component needs a tenant.');
  const { membership } = context;
  return {
    ...context,
    tenant: membership.tenant,
    /** Whether the role of the user allows an operation. */
    can: (operation: Exclude<Operation, 'me'>) => membership.operations.includes(operation),
  };
}
