import * as z from 'zod';
import { EFFECTIVE_SESSION_STATUSES } from '../../core/access/effective-status.ts';
import { pageQuery, sessionId } from './fields.ts';
import { keyParams } from './keys.ts';
import { pageOf, storedId, storedPermissions, storedVersion, timestamp } from './response-fields.ts';
import { noBody, noQuery, noSettings, type Route } from './route.ts';

export const keySessionView = z.object({
  id: storedId,
  tenant: storedId,
  /** The key that it was made with, and that key's owner. */
  key: storedId,
  owner: storedId,
  /** Whose session it is, as the application names its user. */
  user: z.string(),
  permissions: storedPermissions,
  /** Whether the session is accepted now, or why not: what the authorizer decides at this instant. */
  status: z.enum(EFFECTIVE_SESSION_STATUSES),
  createdAt: timestamp,
  expiresAt: timestamp,
  /** Null unless the session was ended by itself; `status` also reflects its key and its owner. */
  endedAt: timestamp.nullable(),
  version: storedVersion,
});

const sessionParams = z.strictObject({ ...keyParams.shape, session: sessionId });

/** The sessions that were made with a key (MS-10), for whoever administers it. Key holders have routes of their own. */
export const keySessionRoutes = {
  listKeySessions: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/sessions',
    summary: 'List the sessions that were made with a key, newest first',
    params: keyParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: pageOf(keySessionView) },
    problems: ['not-found', 'invalid-cursor'],
  },
  endKeySession: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/sessions/{session}/end',
    summary: 'Refuse a session from the next request on',
    params: sessionParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: keySessionView },
    problems: ['not-found', 'version-mismatch'],
  },
} as const satisfies Record<string, Route>;
