import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/public-api/handler.ts';
import { openRoutes } from '../../../lib/contracts/http/open.ts';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';

const { openApi: route } = openRoutes;

it.each([
  ['nobody is known', undefined],
  ['a key was accepted', { lambda: { keyId: 'x', tenant: 'acme' } }],
])('anyone gets the OpenAPI document, whether or not someone is known: %s', async (_, authorizer) => {
  const handler = createHandler({ log: () => {} });
  for (const _again of [1, 2]) {
    const reply = await handler(httpApiEvent({ route, authorizer }));
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'application/json' } });
    expect(JSON.parse(reply.body)).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    route.response.body.parse(JSON.parse(reply.body));
  }
});
