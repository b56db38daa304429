import { keyId } from './fields.ts';
import type { Route } from './route.ts';

/** A route whose callers present a key, or a session where the permission is one that sessions can have. */
export interface KeyAuthenticatedRoute extends Route {
  /** What the key needs; null admits any accepted one. */
  readonly permission: string | null;
}

export const MANAGE_KEYS = 'keys:manage';
export const MANAGE_SESSIONS = 'sessions:manage';

/** No format draws a hyphen: names nothing. */
const NO_ID = '-';

/** The id of something of the caller's own. What can't be one is taken for one that nothing has: both are not found. */
export const ownId = keyId.catch(NO_ID);
