import * as z from 'zod';
import { NAME_LIMIT } from '../../core/identifiers.ts';
import { create, get, removeSilently } from './define-route.ts';
import { displayText } from './fields.ts';
import { MANAGE_KEYS, ownId, requiring } from './key-authenticated-route.ts';
import { storedId, storedName, timestamp } from './response-fields.ts';
import { emptyBody, ignoredQuery } from './route.ts';

/** A key in its owner's listing, without its value (MI-07). */
export const ownKeyView = z.object({
  id: storedId,
  name: storedName,
  createdAt: timestamp,
  /** Null if it was never used or usage tracking is not enabled. */
  lastUsedAt: timestamp.nullable(),
});

/** The only response with the value of a key (MI-04, MI-11), which cannot be retrieved again. */
export const ownIssuedKeyView = z.object({
  id: storedId,
  name: storedName,
  key: z.string(),
  createdAt: timestamp,
});

/** Trimmed; null if it is empty then (MI-10). The limit counts code points. */
const ownName = z
  .string()
  .trim()
  .pipe(displayText(NAME_LIMIT))
  .transform((text) => (text === '' ? null : text))
  .nullable()
  .default(null)
  .meta({ examples: ['Nightly build'] });

/** The routes on which a key holder manages the keys of its owner (MI-07 to MI-15). */
export const ownKeyRoutes = requiring(MANAGE_KEYS, {
  listOwnKeys: get('/api/v1/api-keys', {
    summary: 'List the keys of your owner, newest first (MI-07)',
    query: ignoredQuery,
    response: z.array(ownKeyView),
  }),
  createOwnKey: create('/api/v1/api-keys', {
    summary:
      'Issue a key with at most the permissions of your key; only this response contains its value (MI-09)',
    query: ignoredQuery,
    body: z.strictObject({ name: ownName }).prefault({}),
    response: ownIssuedKeyView,
    problems: [
      ...(['value-unavailable', 'key-limit-reached', 'idempotency-key-reused'] as const),
      'settings-out-of-bounds',
    ],
  }),
  deleteOwnKey: removeSilently('/api/v1/api-keys/{keyId}', {
    summary:
      'Delete a key of your owner, effective on the next request; this can be the key of the request (MI-12)',
    params: z.strictObject({ keyId: ownId }),
    query: ignoredQuery,
    response: emptyBody,
    problems: ['not-found'],
  }),
});
