import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { openRoutes } from '../../../lib/contracts/http/open.ts';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { GENERAL_PROBLEMS, PROBLEMS } from '../../../lib/contracts/http/problem.ts';
import { publicRoutes } from '../../../lib/contracts/http/public.ts';
import { isCreation, noBody, type Route } from '../../../lib/contracts/http/route.ts';

const surfaces = [
  { routes: adminRoutes, security: [{ sigV4: [] }] },
  { routes: publicRoutes, security: [{ bearer: [] }, { apiKey: [] }] },
  { routes: openRoutes, security: [] },
];
const operations = surfaces.flatMap(({ routes, security }) =>
  Object.entries<Route>(routes).map(([operationId, route]) => ({ operationId, route, security })),
);

/** The document as it is received. */
function received() {
  return JSON.parse(JSON.stringify(openApiDocument()));
}

function operationOf({ path, method }: Route) {
  return received().paths[path][method.toLowerCase()];
}

async function lint(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, location: [place] }) => `${ruleId} at ${place?.pointer}`);
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 by the strict rules of Redocly, its examples included', async () => {
    const document = received();
    expect(document.openapi).toBe('3.1.1');
    expect(await lint(document)).toEqual([]);
  });

  it.each([
    ['an example that its schema refuses', (each) => each.schemas.Tenant.properties.id.examples.push('No')],
    ['a problem without its code', (each) => delete each.examples['not-found'].value.code],
    ['a reference to nothing', (each) => delete each.schemas.Key],
  ] satisfies [string, (components: ReturnType<typeof received>['components']) => void][])(
    'would not pass with %s',
    async (_, spoil) => {
      const document = received();
      spoil(document.components);
      expect(await lint(document)).not.toEqual([]);
    },
  );
});

describe.each(operations)('the operation $operationId', ({ operationId, route, security }) => {
  it('is named, and says who may call it', () => {
    expect(operationOf(route)).toMatchObject({ operationId, security });
  });

  it('names every parameter of its path, and an Idempotency-Key exactly where it creates', () => {
    const parameters: { name: string; in: string }[] = operationOf(route).parameters;
    const named = (place: string) => parameters.filter((each) => each.in === place).map(({ name }) => name);
    expect(named('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(named('header')).toEqual(isCreation(route) ? ['Idempotency-Key'] : []);
  });

  it('takes a body exactly where the route does, which may be left out where the route says so', () => {
    const { requestBody } = operationOf(route);
    expect(requestBody === undefined).toBe(route.body === noBody);
    if (requestBody) expect(requestBody.required).toBe(!route.body.safeParse(undefined).success);
  });

  it('declares each of its problems under its status', () => {
    const { responses } = operationOf(route);
    const general = GENERAL_PROBLEMS.filter((code) => security.length > 0 || code !== 'unauthorized');
    for (const code of [...general, ...route.problems]) {
      const answer = responses[PROBLEMS[code].status]?.content['application/problem+json'];
      expect(answer?.schema.properties.code.enum).toContain(code);
      expect(Object.keys(answer?.examples)).toContain(code);
    }
    expect(responses[route.response.status]?.content).toHaveProperty(['application/json', 'schema', '$ref']);
  });
});
