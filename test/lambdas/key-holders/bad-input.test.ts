import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { emptyBody } from '../../../lib/contracts/http/route.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { KEY_HOLDER_ROUTES, type KeyHolderRoute } from '../../../lib/core/profiles/profile.ts';
import { anyText } from '../../support/any-text.ts';
import { createHolderApi, type HolderApi, type HolderCall, withAllRoutes } from '../../support/holder-api.ts';

/** A marker in sent data, which responses must not contain. */
const MARKER = 'QxJunkxQ';

const NAME_TOO_LONG = 'body.name: must have at most 100 characters';
const NO_OTHER_NAMES = 'must have no other fields than: ';
const NO_BODY = 'body: must be empty: this route does not accept a body';

const CASES: readonly (readonly [
  KeyHolderRoute,
  name: string,
  HolderCall,
  status: number,
  message: string,
])[] = [
  ['createOwnKey', 'a long name', json({ name: 'x'.repeat(101) }), 400, NAME_TOO_LONG],
  ['createOwnKey', 'a long name of emojis', json({ name: '🔑'.repeat(101) }), 400, NAME_TOO_LONG],
  ['createOwnKey', 'a number for a name', json({ name: 7 }), 400, 'body.name: '],
  ['createOwnKey', 'a list for a name', json({ name: [MARKER] }), 400, 'body.name: '],
  ['createOwnKey', 'permissions', json({ permissions: [MARKER] }), 400, `body: ${NO_OTHER_NAMES}name`],
  ['createOwnKey', 'an owner', json({ owner: MARKER }), 400, `body: ${NO_OTHER_NAMES}name`],
  ['createOwnKey', 'an unknown field', json({ [MARKER]: 1 }), 400, `body: ${NO_OTHER_NAMES}name`],
  ['createOwnKey', 'a list', { body: `["${MARKER}"]` }, 400, 'body: '],
  ['createOwnKey', 'null', { body: 'null' }, 400, 'body: '],
  ['createOwnKey', 'no JSON', { body: `{"${MARKER}"` }, 400, 'Request body is not valid JSON'],
  ['createOwnKey', 'a prototype', { body: '{"__proto__":{}}' }, 400, 'Request body is not valid JSON'],
  [
    'createOwnKey',
    'a form',
    typed('application/x-www-form-urlencoded', `name=${MARKER}`),
    415,
    'application/json',
  ],
  ['createOwnKey', 'a huge body', json({ name: 'x'.repeat(4 * 1024 * 1024) }), 413, 'Request body too large'],
  ['createOwnKey', 'a bad token', { headers: { 'idempotency-key': `${MARKER} ` } }, 400, 'Idempotency-Key: '],
  ['listOwnKeys', 'a body', json({ [MARKER]: 1 }), 400, NO_BODY],
  ['deleteOwnKey', 'a body', { ...json({}), params: { keyId: 'x' } }, 400, NO_BODY],
  [
    'deleteOwnKey',
    'a path of two meanings',
    { rawPath: `/api/v1/api-keys/%2e%2e${MARKER}` },
    400,
    'Invalid characters in the request path',
  ],
  ['createSession', 'no user', json({}), 400, 'body.user: '],
  ['createSession', 'no body', {}, 400, 'body: '],
  ['createSession', 'an empty user', json({ user: '' }), 400, 'body.user: '],
  ['createSession', 'a long user', json({ user: 'x'.repeat(201) }), 400, 'body.user: must have at most 200'],
  ['createSession', 'a short life', json({ user: 'u', lastsSeconds: 59 }), 400, 'body.lastsSeconds: '],
  ['createSession', 'a long life', json({ user: 'u', lastsSeconds: 86_401 }), 400, 'body.lastsSeconds: '],
  ['createSession', 'half a second', json({ user: 'u', lastsSeconds: 60.5 }), 400, 'body.lastsSeconds: '],
  ['createSession', 'no permissions', json({ user: 'u', permissions: [] }), 400, 'body.permissions: '],
  [
    'createSession',
    'a bad permission',
    json({ user: 'u', permissions: [MARKER] }),
    400,
    'body.permissions.0: ',
  ],
  ['createSession', 'an unknown field', json({ user: 'u', [MARKER]: 1 }), 400, NO_OTHER_NAMES],
  ['listSessions', 'a limit of 0', { query: 'limit=0' }, 400, 'query.limit: '],
  ['listSessions', 'two limits', { query: 'limit=1&limit=2' }, 400, 'query: must not repeat'],
  ['endSession', 'a body', { ...json({}), params: { sessionId: 'x' } }, 400, NO_BODY],
  ['whoAmI', 'a body', json({ [MARKER]: 1 }), 400, NO_BODY],
];

function json(body: object): HolderCall {
  return { body: JSON.stringify(body) };
}

function typed(contentType: string, body: string): HolderCall {
  return { body, headers: { 'content-type': contentType } };
}

describe.each([
  { style: 'status-message', profile: withAllRoutes(minds) },
  { style: 'problem-details', profile: withAllRoutes(mindset) },
] as const)('error responses as $style', ({ style, profile }) => {
  let api: HolderApi;
  let value: string;

  beforeEach(async () => {
    api = createHolderApi(profile);
    ({ value } = await api.newKey());
  });

  it.each(CASES)('%s rejects %s with the reason and without the input', async (...given) => {
    const [operation, , call, status, message] = given;
    const before = api.store.dump();
    const reply = await api.call(operation, { value, ...call });
    expect(reply.statusCode, reply.body).toBe(status);
    expect(reply.headers).toEqual({
      'Content-Type': style === 'status-message' ? 'application/json' : 'application/problem+json',
      'Cache-Control': 'no-store',
    });
    expect(reply.body).not.toContain(MARKER);
    expect(messageOf(style, reply.body)).toContain(message);
    expect(api.store.dump()).toBe(before);
  });

  it('covers every route with a body', () => {
    const taking = KEY_HOLDER_ROUTES.filter((operation) => keyHolderRoutes[operation].body !== emptyBody);
    expect(taking.filter((operation) => CASES.some(([each]) => each === operation))).toEqual(taking);
  });

  it('never returns a 5xx for any input on any route, and does not return rejected input', async () => {
    const junk = fc.oneof(fc.json(), fc.string(), anyText).map((text) => text.replaceAll('"', `"${MARKER}`));
    const nearly = fc
      .dictionary(fc.constantFrom('name', 'user', 'permissions', 'lastsSeconds', MARKER), fc.jsonValue())
      .map((body) => JSON.stringify(body));
    const property = fc.asyncProperty(
      fc.constantFrom(...KEY_HOLDER_ROUTES),
      fc.option(fc.oneof(junk, nearly), { nil: undefined }),
      fc.oneof(
        fc.constant(''),
        fc.webQueryParameters().map((text) => `${text}&${MARKER}=${MARKER}`),
      ),
      anyText,
      async (operation, body, query, id) => {
        const params = { keyId: `${MARKER}${id}`, sessionId: `${MARKER}${id}` };
        const reply = await api.call(operation, {
          value,
          query,
          params,
          ...(body !== undefined && { body }),
        });
        expect(reply.statusCode, reply.body).toBeLessThan(500);
        if (reply.statusCode >= 400) expect(reply.body).not.toContain(MARKER);
      },
    );
    await fc.assert(property, { numRuns: 200 });
    expect(api.logged.filter((line) => line.includes('failure'))).toEqual([]);
  }, 20_000);
});

it('returns exactly the status-message error response', async () => {
  const api = createHolderApi(minds);
  const { value } = await api.newKey();
  expect(await api.call('createOwnKey', { value, ...json({ name: 7, extra: 1 }) })).toEqual({
    statusCode: 400,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body:
      '{"statusCode":400,"statusMessage":"Bad Request","message":"Invalid request: ' +
      'body.name: must be a string, received 7; body: must have no other fields than: name"}',
  });
});

/** The messages of an error response as one text. */
function messageOf(style: 'status-message' | 'problem-details', body: string): string {
  const response = JSON.parse(body);
  if (style === 'status-message') {
    expect(Object.keys(response)).toEqual(['statusCode', 'statusMessage', 'message']);
    return response.message;
  }
  const issues: { path: string; message: string }[] = response.issues ?? [];
  return [response.title, response.detail, ...issues.map(({ path, message }) => `${path}: ${message}`)].join(
    '\n',
  );
}
