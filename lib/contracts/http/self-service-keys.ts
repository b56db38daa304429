import * as z from 'zod';
import { NAME_LIMIT } from '../../core/identifiers.ts';
import { displayText } from './fields.ts';
import { type KeyAuthenticatedRoute, MANAGE_KEYS, ownId } from './key-authenticated-route.ts';
import { storedId, storedName, timestamp } from './response-fields.ts';
import { ignoredQuery, noBody } from './route.ts';

/** A key as its owner lists it: never a value (MI-07). */
export const ownKeyView = z.object({
  id: storedId,
  name: storedName,
  createdAt: timestamp,
  /** Null where it was never used, and where nobody watches. */
  lastUsedAt: timestamp.nullable(),
});

/** The one response that holds a value (MI-04, MI-11). It can't be read again. */
export const ownIssuedKeyView = z.object({
  id: storedId,
  name: storedName,
  key: z.string(),
  createdAt: timestamp,
});

/** Trimmed; null where nothing is left of it (MI-10). Length counts code points. */
const ownName = z
  .string()
  .trim()
  .pipe(displayText(NAME_LIMIT))
  .transform((text) => (text === '' ? null : text))
  .nullable()
  .default(null)
  .meta({ examples: ['Nightly build'] });

/** A key holder manages the keys of the same owner with a key (MI-07 to MI-15). */
export const ownKeyRoutes = {
  listOwnKeys: {
    method: 'GET',
    path: '/api/v1/api-keys',
    summary: 'List the keys of your owner, newest first (MI-07)',
    permission: MANAGE_KEYS,
    params: z.strictObject({}),
    query: ignoredQuery,
    body: noBody,
    response: { status: 200, body: z.array(ownKeyView) },
    problems: [],
  },
  createOwnKey: {
    method: 'POST',
    path: '/api/v1/api-keys',
    summary:
      'Issue a key with at most what yours may; its value is in this response and nowhere else (MI-09)',
    permission: MANAGE_KEYS,
    params: z.strictObject({}),
    query: ignoredQuery,
    body: z.strictObject({ name: ownName }).prefault({}),
    response: { status: 201, body: ownIssuedKeyView },
    problems: ['value-unavailable', 'idempotency-key-reused', 'settings-out-of-bounds'],
  },
  deleteOwnKey: {
    method: 'DELETE',
    path: '/api/v1/api-keys/{keyId}',
    summary: 'Refuse a key of your owner from the next request on, be it the one that you call with (MI-12)',
    permission: MANAGE_KEYS,
    params: z.strictObject({ keyId: ownId }),
    query: ignoredQuery,
    body: noBody,
    response: { status: 204, body: noBody },
    problems: ['not-found'],
  },
} as const satisfies Record<string, KeyAuthenticatedRoute>;
