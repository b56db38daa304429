import * as z from 'zod';
import { SESSION_DEFAULT_MS, SESSION_LIMIT_MS } from '../../core/sessions/session.ts';
import { keyValue, pageQuery, permissions } from './fields.ts';
import { type KeyAuthenticatedRoute, MANAGE_SESSIONS, ownId } from './key-authenticated-route.ts';
import { pageOf, storedId, storedPermissions, storedVersion, timestamp } from './response-fields.ts';
import { ignoredQuery, noBody } from './route.ts';

const USER_LIMIT = 200;
const SHORTEST_SECONDS = 60;

/** Whose session it is, as the application names its user: opaque to us. Length counts code points. */
const user = z
  .string()
  .min(1)
  .refine((text) => [...text].length <= USER_LIMIT, `must be at most ${USER_LIMIT} characters`)
  .meta({ maxLength: USER_LIMIT, examples: ['user-4711'] });

export const sessionView = z.object({
  id: storedId,
  user: z.string(),
  permissions: storedPermissions,
  createdAt: timestamp,
  expiresAt: timestamp,
  /** Null while nobody ended it. */
  endedAt: timestamp.nullable(),
  version: storedVersion,
});

/** The one response that holds a session's value. It can't be read again. */
export const createdSessionView = z.object({
  id: storedId,
  value: keyValue,
  user: z.string(),
  permissions: storedPermissions,
  createdAt: timestamp,
  expiresAt: timestamp,
  version: storedVersion,
});

const newSession = z.strictObject({
  user,
  /** All that the key may and a session can, where it is left out. */
  permissions: permissions.optional(),
  /** Never longer than the key itself lives. */
  lastsSeconds: z
    .int()
    .min(SHORTEST_SECONDS)
    .max(SESSION_LIMIT_MS / 1000)
    .default(SESSION_DEFAULT_MS / 1000),
});

/** A key holder makes sessions for the users of an application, and ends them (MS-10). */
export const sessionRoutes = {
  createSession: {
    method: 'POST',
    path: '/api/v1/sessions',
    summary: 'Make a session with at most what your key may; its value is in this response and nowhere else',
    permission: MANAGE_SESSIONS,
    params: z.strictObject({}),
    query: ignoredQuery,
    body: newSession,
    response: { status: 201, body: createdSessionView },
    problems: ['exceeds-key', 'value-unavailable', 'idempotency-key-reused'],
  },
  listSessions: {
    method: 'GET',
    path: '/api/v1/sessions',
    summary: 'List the sessions that were made with your key, newest first',
    permission: MANAGE_SESSIONS,
    params: z.strictObject({}),
    query: z.object(pageQuery.shape),
    body: noBody,
    response: { status: 200, body: pageOf(sessionView) },
    problems: ['invalid-cursor'],
  },
  endSession: {
    method: 'DELETE',
    path: '/api/v1/sessions/{sessionId}',
    summary: 'Refuse a session that was made with your key from the next request on',
    permission: MANAGE_SESSIONS,
    params: z.strictObject({ sessionId: ownId }),
    query: ignoredQuery,
    body: noBody,
    response: { status: 204, body: noBody },
    problems: ['not-found', 'version-mismatch'],
  },
} as const satisfies Record<string, KeyAuthenticatedRoute>;
