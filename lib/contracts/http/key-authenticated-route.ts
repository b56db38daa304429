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
