import * as z from 'zod';
import { SHOWN_SESSION_STATUSES } from '../../core/access/shown-status.ts';
import { get, post } from './define-route.ts';
import { pageQuery, sessionId } from './fields.ts';
import { keyParams } from './keys.ts';
import { pageOf, storedId, storedPermissions, storedVersion, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';

export const keySessionView = z.object({
  id: storedId,
  tenant: storedId,
  /** The key that the session was created with, and the owner of that key. */
  key: storedId,
  owner: storedId,
  /** The application's name for its user; opaque to Postern. */
  user: z.string(),
  permissions: storedPermissions,
  /** Whether the session is accepted now, or why not, as the `status` of a key. */
  status: z.enum(SHOWN_SESSION_STATUSES),
  createdAt: timestamp,
  expiresAt: timestamp,
  /** Null unless the session was ended by itself; `status` also reflects its key and its owner. */
  endedAt: timestamp.nullable(),
  version: storedVersion,
});

const sessionParams = z.strictObject({ ...keyParams.shape, session: sessionId });

/** The sessions that were created with a key (MS-10), for administrators. Key holders have separate routes. */
export const keySessionRoutes = {
  listKeySessions: get('/admin/v1/tenants/{tenant}/keys/{key}/sessions', {
    summary: 'List the sessions that were created with a key, newest first',
    params: keyParams,
    query: pageQuery,
    response: pageOf(keySessionView),
    problems: ['not-found', 'invalid-cursor'],
  }),
  endKeySession: post('/admin/v1/tenants/{tenant}/keys/{key}/sessions/{session}/end', {
    summary: 'End a session, effective on the next request',
    params: sessionParams,
    response: keySessionView,
    problems: ['not-found', 'version-mismatch'],
  }),
} as const satisfies Record<string, Route>;
