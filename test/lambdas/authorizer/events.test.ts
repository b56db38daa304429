import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnknownEventError } from '../../../lib/enforcement/unknown-event-error.ts';
import { type Call, httpEvent, restEvent } from '../../../scripts/samples/authorizer-events.ts';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';
import { anyText } from '../../support/any-text.ts';
import { authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const { key, value } = issuedKey();
const good: Call = { headers: [['Authorization', `Bearer ${value}`]] };
const { handler, reader } = authorizerOver([key], [], { 'ANY $default': 'read', 'PURGE /cache': 'read' });

describe.each(GATEWAYS)('$name', ({ event, answer, unauthorized }) => {
  it.each(['Authorization', 'authorization', 'AUTHORIZATION', 'aUTHORIZATION'])(
    'finds a header in any spelling (%s)',
    async (name) => {
      const call = { headers: [[name, `bearer ${value}`]] } as const;
      expect((await answer(handler, event(call))).status).toBe(200);
    },
  );

  it('allows a method outside the route map if its route requires no permission', async () => {
    const call = { ...good, method: 'PURGE', route: '/cache' };
    expect((await answer(handler, event(call))).status).toBe(200);
  });

  it.each([
    ['null', null],
    ['absent', undefined],
    ['empty', {}],
  ])('denies a request whose headers are %s', async (_, headers) => {
    const request = { ...event(good), headers, multiValueHeaders: headers };
    expect((await answer(handler, request)).status).toBe(unauthorized);
  });

  it.each([[5], [null], [{}], [[5]], [[null]], [[value, 5]], [[[value]]], [{ 0: value }]])(
    'denies a header value that is not text (%j), also beside a valid one, without reads',
    async (junk) => {
      reader.resetCounts();
      for (const authorization of [undefined, `Bearer ${value}`]) {
        const headers = { 'x-api-key': junk, ...(authorization ? { authorization } : {}) };
        const request = { ...event({}), headers, multiValueHeaders: headers };
        expect((await answer(handler, request)).status).toBe(unauthorized);
      }
      expect(reader.reads).toEqual([]);
    },
  );

  it.each(fieldsOf(event(good)))('denies a request without %j or with another type', async (path) => {
    for (const junk of [undefined, null, 5, [], true, '']) {
      const { status } = await answer(handler, replaced(event(good), path.split('.'), junk));
      const isHarmless = UNUSED.has(path) || (junk === '' && TEXTS_OF_NO_MEANING.has(path));
      if (!isHarmless) expect(status, JSON.stringify(junk) ?? 'undefined').not.toBe(200);
    }
  });

  it('never allows a good request without its credential', async () => {
    expect((await answer(handler, event(good))).status).toBe(200);
    expect((await answer(handler, event({}))).status).toBe(unauthorized);
  });
});

/** Fields that the authorizer does not read. */
const UNUSED = new Set([
  ...['path', 'queryStringParameters', 'multiValueQueryStringParameters', 'pathParameters', 'stageVariables'],
  ...['routeArn', 'identitySource', 'rawPath', 'rawQueryString'],
  'requestContext.requestId',
]);

/** Fields that allow any text: they are only logged, or are templates outside the route table. */
const TEXTS_OF_NO_MEANING = new Set([
  ...['methodArn', 'resource', 'routeKey'],
  ...['requestContext.identity.sourceIp', 'requestContext.http.sourceIp'],
]);

/** The paths of the fields that the event reader reads, and of the top-level ones that it does not. */
function fieldsOf(event: Record<string, unknown>): readonly string[] {
  const nested = ['requestContext.requestId', 'requestContext.identity', 'requestContext.identity.sourceIp'];
  const ofHttp = ['requestContext.http', 'requestContext.http.method', 'requestContext.http.sourceIp'];
  const isRest = 'methodArn' in event;
  const skipped = isRest ? ['headers', 'multiValueHeaders'] : ['headers'];
  const top = Object.keys(event).filter((name) => !skipped.includes(name));
  const deep = isRest ? nested : ['requestContext.requestId', ...ofHttp];
  return [...top, ...deep];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], junk: unknown): unknown {
  if (name === undefined) return junk;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([each, field]) => [each, each === name ? replaced(field, rest, junk) : field]),
  );
}

describe('a REST event', () => {
  it('uses all values of a header, and the single value only if there are no others', async () => {
    const { multiValueHeaders, ...single } = restEvent(good);
    expect(multiValueHeaders).toHaveProperty('Authorization');
    expect(await handler(single)).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow' }] } });

    const hidden = {
      ...restEvent(good),
      multiValueHeaders: { Authorization: ['Bearer a', `Bearer ${value}`] },
    };
    await expect(handler(hidden)).rejects.toThrow(/^Unauthorized$/);
    await expect(handler({ ...restEvent(good), multiValueHeaders: {} })).rejects.toThrow(/^Unauthorized$/);
  });
});

describe('an HTTP event', () => {
  it('is decided by its matched route, also $default', async () => {
    const call = { ...good, method: 'PURGE', route: '$default', path: '/anything' };
    expect(await handler(httpEvent(call))).toMatchObject({ isAuthorized: true });
    expect(await handler(httpEvent({ ...call, route: '/anything' }))).toEqual({ isAuthorized: false });
  });
});

it.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'event'],
  ['a list', [restEvent(good)]],
  ['an empty object', {}],
  ['a TOKEN authorizer', { type: 'TOKEN', methodArn: restEvent({}).methodArn, authorizationToken: value }],
  ['payload 1.0 without its context', { version: '1.0', type: 'REQUEST', routeKey: 'GET /orders' }],
  [
    'a message of a WebSocket API',
    {
      ...{ type: 'REQUEST', methodArn: 'arn', headers: {} },
      requestContext: { routeKey: 'send', eventType: 'MESSAGE', identity: { sourceIp: '192.0.2.1' } },
    },
  ],
])('throws a typed error for an unknown event and allows nothing (%s)', async (_, event) => {
  await expect(handler(event)).rejects.toThrow(UnknownEventError);
});

describe('a generated invalid event', () => {
  const json = fc.jsonValue({ maxDepth: 3 });

  it('is never allowed as a whole event', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (event) => {
        await expect(handler(event)).rejects.toThrow();
      }),
    );
  });

  it.each(GATEWAYS)('is never allowed in place of a credential ($name)', async ({ event, answer }) => {
    const texts = fc.oneof(json, anyText, fc.array(fc.string()));
    const names = fc.constantFrom('authorization', 'Authorization', 'x-api-key', 'X-API-KEY', 'cookie');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, texts), fc.anything(), async (headers, requestId) => {
        const base = event({});
        const context = replaced(base.requestContext, ['requestId'], requestId);
        const request = { ...base, requestContext: context, headers, multiValueHeaders: headers };
        expect((await answer(handler, request)).status).not.toBe(200);
      }),
    );
  });
});
