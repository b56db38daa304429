import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/public-api/handler.ts';
import { problem } from '../../../lib/contracts/http/problem.ts';
import { publicRoutes } from '../../../lib/contracts/http/public.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';

const { ping: route } = publicRoutes;
const CONTEXT = {
  keyId: '3fKq81ZbTn0x',
  tenant: 'acme',
  owner: 'ada',
  permissions: '["read"]',
  metadata: '{"plan":"free"}',
};

const logged: string[] = [];
const handler = createHandler({ log: (line) => logged.push(line) });

it('the probe tells whose key was accepted, by its contract and nothing more', async () => {
  const reply = await handler(httpApiEvent({ route, authorizer: { lambda: CONTEXT } }));
  expect(reply.statusCode).toBe(200);
  expect(reply.headers).toHaveProperty('Cache-Control', 'no-store');
  const body = route.response.body.parse(JSON.parse(reply.body));
  expect(body).toEqual({ status: 'ok', tenant: 'acme', keyId: '3fKq81ZbTn0x' });
});

it.each([
  ['nobody', undefined],
  ['an IAM user', { iam: { userArn: 'arn:aws:iam::123456789012:user/ada' } }],
  ['a token', { jwt: { claims: CONTEXT, scopes: [] } }],
  ['an empty context', { lambda: {} }],
  ['a context that is not ours', { lambda: { ...CONTEXT, permissions: 'read' } }],
])('the probe answers to no one for whom our authorizer did not vouch: %s', async (_, authorizer) => {
  const headers = { authorization: 'Bearer pst_live_anything', 'x-api-key': 'pst_live_anything' };
  const reply = await handler(httpApiEvent({ route, headers, authorizer }));
  expect(problem.parse(JSON.parse(reply.body))).toMatchObject({ status: 401, code: 'unauthorized' });
});

it.each([
  ['a query', { query: 'verbose=1' }],
  ['a body', { body: '{}' }],
])('the probe takes nothing from the caller: %s is refused', async (_, call) => {
  const reply = await handler(httpApiEvent({ route, authorizer: { lambda: CONTEXT }, ...call }));
  expect(problem.parse(JSON.parse(reply.body))).toMatchObject({ status: 400, code: 'invalid-request' });
});

it('admin routes are not found here, even with an accepted key', async () => {
  const admin = { method: 'GET', path: '/admin/v1/tenants' } as const;
  const reply = await handler(httpApiEvent({ route: admin, authorizer: { lambda: CONTEXT } }));
  expect(problem.parse(JSON.parse(reply.body))).toMatchObject({ status: 404, code: 'not-found' });
  expect(logged).toEqual([]);
});
