import { describe, expect, it } from 'vitest';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';
import { authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const { key, value, presented } = issuedKey();
const headers = [['Authorization', `Bearer ${value}`]] as const;

describe.each(GATEWAYS)('$name', ({ event, answer }) => {
  it('logs one decision line for each request', async () => {
    const { handler, lines } = authorizerOver([key], [], { 'GET /orders/{id}': 'read' });
    const request = event({ route: '/orders/{id}', path: '/orders/42', headers });
    await answer(handler, request);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      postern: 'decision',
      outcome: 'allowed',
      via: 'authorizer',
      method: 'GET',
      route: '/orders/{id}',
      requestId: expect.stringMatching(/./),
      sourceAddress: '203.0.113.7',
      userAgent: 'curl/8.7.1',
      permission: 'read',
      tenant: 'acme',
      owner: 'billing-app',
      key: key.id,
      generation: 1,
      ms: 0,
    });
  });

  it.each([
    ['allowed', value],
    ['a malformed value', `${value}x`],
    ['junk', '"}\n{"postern":"decision","outcome":"allowed"}'],
  ])('logs no caller input: %s', async (_, sent) => {
    const { handler, lines } = authorizerOver([key], []);
    const junk = 'x"}\n\u2028{"outcome":"allowed"';
    await answer(
      handler,
      event({
        method: `GET${junk}`,
        route: '/{proxy+}',
        path: `/${presented.secret}`,
        query: { token: value, junk },
        headers: [
          ['x-api-key', sent],
          ['X-Junk', junk],
        ],
      }),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(lines[0]).not.toContain(presented.secret);
    expect(lines[0]).not.toContain('junk');
    expect(lines[0]).not.toContain(key.credentials[0]?.digest);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ method: 'other', route: '/{proxy+}' });
    expect(JSON.parse(lines[0] ?? '').outcome).not.toBe('allowed');
  });
});
