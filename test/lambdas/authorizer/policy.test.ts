import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizerContext } from '../../../lib/contracts/authorizer-context.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { httpEvent, restEvent } from '../../../scripts/samples/authorizer-events.ts';
import { issuedKey, owner } from '../../../scripts/samples/issued-key.ts';
import { credentialHeaders } from '../../enforcement/credential-headers.ts';
import { SampleKeys } from '../../enforcement/sample-keys.ts';
import { authorizerOn, authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const { key, value } = issuedKey({ metadata: { plan: 'gold', seats: 3, tags: ['a', null] } });
const headers = [['x-api-key', value]] as const;
const { handler } = authorizerOver([key], []);

/** Matches a resource as IAM does: `*` and `?` also match `/`, `${…}` is a variable. */
function matches(resource: string, arn: string): boolean {
  const literal = resource.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(arn);
}

describe('the policy of a REST API', () => {
  it('allows exactly the requested method ARN, to the key', async () => {
    const event = restEvent({ route: '/orders/{id}', path: '/orders/42', headers });
    expect(await handler(event)).toEqual({
      principalId: key.id,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
      },
      context: expect.anything(),
    });
  });

  it('denies a lacking permission for exactly the requested method ARN', async () => {
    const event = restEvent({ method: 'DELETE', headers });
    expect(await handler(event)).toEqual({
      principalId: key.id,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: event.methodArn }],
      },
      context: { denialBody: JSON.stringify(defaultProfile.errorResponses['insufficient-permission'].body) },
    });
  });

  it.each(['/orders/*', '/orders/a?c', '/*', '/orders/$' + '{aws:username}'])(
    'never allows a path that IAM would match as a pattern (%s)',
    async (path) => {
      const reply = await handler(restEvent({ route: '/{proxy+}', path, headers }));
      expect(JSON.stringify(reply)).not.toContain('Allow');
    },
  );

  it('allows a path with a single dollar sign, which IAM matches literally', async () => {
    const reply = await handler(restEvent({ route: '/{proxy+}', path: '/$metadata', headers }));
    expect(reply).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow' }] } });
  });

  it('never allows another ARN than the requested one', async () => {
    const path = fc.string({ unit: fc.constantFrom(...('ab/*?$' + '{}%._-~')) }).map((text) => `/${text}`);
    await fc.assert(
      fc.asyncProperty(path, path, async (requested, another) => {
        const event = restEvent({ route: '/{proxy+}', path: requested, headers });
        const reply = await handler(event);
        if (!('policyDocument' in reply)) throw new Error('a REST event got no policy');
        const { arn, allowed } = {
          arn: restEvent({ path: another }).methodArn,
          allowed: reply.policyDocument.Statement.filter(({ Effect }) => Effect === 'Allow'),
        };
        for (const statement of allowed) {
          if (!('Resource' in statement) || typeof statement.Resource !== 'string') {
            throw new Error('a statement names no single resource');
          }
          expect(statement.Resource).toBe(event.methodArn);
          if (another !== requested) expect(matches(statement.Resource, arn)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(GATEWAYS)('the context for $name', ({ event, answer }) => {
  it('contains the caller data as text and no part of the secret', async () => {
    const { context } = await answer(handler, event({ headers }));
    for (const field of Object.values(context ?? {})) expect(field).toBeTypeOf('string');
    expect(authorizerContext.parse(context)).toEqual({
      keyId: key.id,
      tenant: 'acme',
      owner: 'billing-app',
      permissions: ['read', 'write'],
      plan: null,
      metadata: key.metadata,
      session: null,
      limitHeaders: {},
    });
    expect(JSON.stringify(context)).not.toContain(key.credentials[0]?.digest);
  });

  it('contains the permissions of the key within the role of its owner', async () => {
    const bound = issuedKey({ boundBy: 'owner' });
    const auditor = owner({ kind: 'person', role: 'auditor' });
    const authorizer = authorizerOver([bound.key], [auditor]);
    const request = event({ headers: [['x-api-key', bound.value]] });
    const { context } = await answer(authorizer.handler, request);
    expect(authorizerContext.parse(context).permissions).toEqual(['read']);
  });

  it('MI-17: contains the current plan of the owner with its limits', async () => {
    const sampleKeys = new SampleKeys(minds);
    const { handler } = authorizerOn(sampleKeys.reader, { profile: minds, plans: minds.plans });
    const planOf = async () => {
      const request = event({ headers: credentialHeaders(minds, sampleKeys.value('bound')) });
      return authorizerContext.parse((await answer(handler, request)).context).plan;
    };
    expect(await planOf()).toEqual({ name: 'lite', limits: { minds: 3, flows: 3 } });
    sampleKeys.reader.owners.set('app', owner({ id: 'app', plan: 'premium' }));
    expect(await planOf()).toEqual({ name: 'premium', limits: { minds: null, flows: null } });
  });

  it('contains the presented session and its effective permissions', async () => {
    const sampleKeys = new SampleKeys(mindset);
    const { handler } = authorizerOn(sampleKeys.reader, { profile: mindset });
    const request = event({ headers: credentialHeaders(mindset, sampleKeys.value('session-active')) });
    expect(authorizerContext.parse((await answer(handler, request)).context)).toMatchObject({
      keyId: sampleKeys.key('active').id,
      permissions: ['read', 'orders:read'],
      session: { id: expect.stringMatching(/./), user: 'visitor-1' },
    });
  });
});

describe('the policy of an HTTP API', () => {
  const authorizer = authorizerOver([key], [], {}, 'policy');

  it('allows exactly the requested route ARN, with the context of the key', async () => {
    const event = httpEvent({ route: '/orders/{id}', path: '/orders/42', headers });
    expect(await authorizer.handler(event)).toEqual({
      principalId: key.id,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.routeArn }],
      },
      context: expect.objectContaining({ tenant: 'acme' }),
    });
  });

  it.each([
    ['a lacking permission', httpEvent({ method: 'DELETE', headers }), key.id],
    ['a request without a key', httpEvent({}), 'none'],
    ['an ARN that IAM would match as a pattern', httpEvent({ path: '/orders/*', headers }), key.id],
  ])('denies %s for exactly the requested route ARN', async (_, event, principalId) => {
    expect(await authorizer.handler(event)).toEqual({
      principalId,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: event.routeArn }],
      },
    });
  });

  it.each([null, undefined, []])('accepts an event without identity sources (%j)', async (identitySource) => {
    const reply = await authorizer.handler({ ...httpEvent({ headers }), identitySource });
    expect(reply).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow' }] } });
  });

  it.each<[unknown]>([[[value]], [['$context.routeKey']], ['a'], [{}]])(
    'rejects an event with identity sources, by which API Gateway could cache the response (%#)',
    async (identitySource) => {
      const reply = authorizer.handler({ ...httpEvent({ headers }), identitySource });
      await expect(reply).rejects.toThrow('Remove the identity sources');
    },
  );

  it('rejects an event without a route ARN', async () => {
    const { routeArn: _, ...event } = httpEvent({ headers });
    await expect(authorizer.handler(event)).rejects.toThrow('Unsupported authorizer event');
  });
});

it('returns the simple response format to an HTTP API', async () => {
  expect(await handler(httpEvent({ headers }))).toMatchObject({ isAuthorized: true });
  expect(await handler(httpEvent({}))).toEqual({ isAuthorized: false });
});
