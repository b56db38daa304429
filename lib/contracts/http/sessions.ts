import * as z from 'zod';
import { SESSION_DEFAULT_MS, SESSION_LIMIT_MS } from '../../core/sessions/session.ts';
import { create, get, removeSilently } from './define-route.ts';
import { keyValue, pageQuery, permissions } from './fields.ts';
import { MANAGE_SESSIONS, ownId, requiring } from './key-authenticated-route.ts';
import { pageOf, storedId, storedPermissions, storedVersion, timestamp } from './response-fields.ts';
import { emptyBody, ignoredQuery } from './route.ts';

const USER_LIMIT = 200;
const SHORTEST_SECONDS = 60;

/** The application's name for its user; opaque to Postern. The limit counts code points. */
const user = z
  .string()
  .min(1)
  .refine((text) => [...text].length <= USER_LIMIT, `must have at most ${USER_LIMIT} characters`)
  .meta({ maxLength: USER_LIMIT, examples: ['user-4711'] });

export const sessionView = z.object({
  id: storedId,
  user: z.string(),
  permissions: storedPermissions,
  createdAt: timestamp,
  expiresAt: timestamp,
  /** Null unless the session was ended. */
  endedAt: timestamp.nullable(),
  version: storedVersion,
});

/** The only response with the value of a session, which cannot be retrieved again. */
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
  /** Defaults to all permissions of the key that sessions can have. */
  permissions: permissions.optional(),
  /** A session never outlives its key. */
  lastsSeconds: z
    .int()
    .min(SHORTEST_SECONDS)
    .max(SESSION_LIMIT_MS / 1000)
    .default(SESSION_DEFAULT_MS / 1000),
});

/** The routes on which a key holder creates and ends sessions for the users of an application (MS-10). */
export const sessionRoutes = requiring(MANAGE_SESSIONS, {
  createSession: create('/api/v1/sessions', {
    summary:
      'Create a session with at most the permissions of your key; only this response contains its value',
    query: ignoredQuery,
    body: newSession,
    response: createdSessionView,
    problems: ['exceeds-key', 'value-unavailable', 'idempotency-key-reused'],
  }),
  listSessions: get('/api/v1/sessions', {
    summary: 'List the sessions that were created with your key, newest first',
    query: z.object(pageQuery.shape),
    response: pageOf(sessionView),
    problems: ['invalid-cursor'],
  }),
  endSession: removeSilently('/api/v1/sessions/{sessionId}', {
    summary: 'End a session that was created with your key, effective on the next request',
    params: z.strictObject({ sessionId: ownId }),
    query: ignoredQuery,
    response: emptyBody,
    problems: ['not-found', 'version-mismatch'],
  }),
});
