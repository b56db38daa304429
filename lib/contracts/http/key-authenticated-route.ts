import { keyId } from './fields.ts';
import type { Route } from './route.ts';

/** A route whose callers present a key, or a session if sessions can have the required permission. */
export interface KeyAuthenticatedRoute extends Route {
  /** The required permission; null if every valid key is allowed. */
  readonly permission: string | null;
}

export const MANAGE_KEYS = 'keys:manage';
export const MANAGE_SESSIONS = 'sessions:manage';

/** Never a valid ID, because no format generates a hyphen. */
const NO_ID = '-';

/** The ID of one of the caller's own resources. An invalid ID responds like an unknown ID: not found. */
export const ownId = keyId.catch(NO_ID);

/** Routes whose callers need a permission; null allows every valid key. */
export function requiring<
  const Permission extends KeyAuthenticatedRoute['permission'],
  const Routes extends Readonly<Record<string, Route>>,
>(
  permission: Permission,
  routes: Routes,
): { readonly [Operation in keyof Routes]: Routes[Operation] & { readonly permission: Permission } };
export function requiring(permission: string | null, routes: Readonly<Record<string, Route>>): object {
  return Object.fromEntries(
    Object.entries(routes).map(([operation, route]) => [operation, { ...route, permission }]),
  );
}
