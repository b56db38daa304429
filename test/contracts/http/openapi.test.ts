import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleRoutes, consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { GENERAL_PROBLEMS, PROBLEMS } from '../../../lib/contracts/http/problem.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import {
  emptyBody,
  isConditional,
  isCreation,
  type Route,
  routeKey,
} from '../../../lib/contracts/http/route.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

const PEOPLE = { issuer: 'https://id.example/', scope: 'keys' };

/** The surfaces of a deployment with a profile and people, and by which of the document's schemes their callers are known. */
function surfacesOf(profile: Profile) {
  const { routes } = profile;
  return [
    { routes: adminRoutes, security: [{ sigV4: [] }], callers: 'signed' },
    { routes: onConsole(), security: [{ signIn: ['keys'] }], callers: 'people' },
    {
      routes: Object.fromEntries(routes.map((operation) => [operation, keyHolderRoutes[operation]])),
      security: profile.credentialLocations.map(({ header, scheme }) => ({
        [scheme === null ? header : `${header}-${scheme}`]: [],
      })),
      callers: 'holders',
    },
    { routes: publicRoutes, security: [], callers: 'anyone' },
  ];
}

/** The routes for people, by names that no other operation of the document has. */
function onConsole(): Readonly<Record<string, Route>> {
  const inTenants = Object.entries<Route>(consoleRoutes).map(([name, route]) => [`${name}OnConsole`, route]);
  return { ...Object.fromEntries(inTenants), ...consoleUserRoutes };
}

/** Each operation; those that are the same with every profile once. */
const operations = [...PROFILES.values()].flatMap((profile) =>
  surfacesOf(profile)
    .filter(({ callers }) => callers === 'holders' || profile === defaultProfile)
    .flatMap(({ routes, ...surface }) =>
      Object.entries<Route>(routes).map(([operationId, route]) => ({
        ...surface,
        profile,
        operationId,
        route,
        name: `${operationId} of ${profile.name}`,
      })),
    ),
);

const documents = new Map([...PROFILES.values()].map((profile) => [profile, received(profile)]));

/** The document of a profile as a caller receives it. */
function received(profile: Profile) {
  return JSON.parse(JSON.stringify(openApiDocument(profile, PEOPLE)));
}

function operationOf(profile: Profile, { path, method }: Route) {
  return documents.get(profile).paths[path][method.toLowerCase()];
}

async function lint(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, location: [place] }) => `${ruleId} at ${place?.pointer}`);
}

describe('the OpenAPI document', () => {
  it.each([...PROFILES.values()])(
    'of $name is valid OpenAPI 3.1 by the strict rules of Redocly, its examples included',
    async (profile) => {
      const document = received(profile);
      expect(document.openapi).toBe('3.1.1');
      expect(await lint(document)).toEqual([]);
    },
  );

  it.each([...PROFILES.values()])(
    'of $name tells of the routes that a deployment of it has, and no other',
    (profile) => {
      const documented = Object.entries<Record<string, object>>(received(profile).paths).flatMap(
        ([path, each]) => Object.keys(each).map((method) => `${method.toUpperCase()} ${path}`),
      );
      const routes = surfacesOf(profile).flatMap((surface) => Object.values<Route>(surface.routes));
      expect(documented.toSorted()).toEqual(routes.map(routeKey).toSorted());
    },
  );

  it('would not pass with an invalid example, a problem without its code, or a reference to nothing', async () => {
    const document = received(defaultProfile);
    const { schemas, examples } = document.components;
    schemas.CreateTenantInput.properties.id.examples.push('No');
    delete examples['not-found'].value.code;
    delete schemas.Key;
    const problems = await lint(document);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/CreateTenantInput\/properties\/id\/examples/),
        expect.stringMatching(/not-found/),
        expect.stringMatching(/^no-unresolved-refs /),
      ]),
    );
  });

  it.each([...PROFILES.values()])(
    'of $name names each object of a list or a union, because generators number the others',
    (profile) => {
      expect(unnamedObjects(received(profile).components.schemas)).toEqual([]);
    },
  );

  it('has names that generators do not give to the requests and responses of operations', () => {
    const names = [...documents.values()].flatMap(({ components }) => Object.keys(components.schemas));
    expect(names.filter((name) => /(?:Request|Response|Responses|Data|Error|Errors)$/.test(name))).toEqual(
      [],
    );
  });

  it('selects the schema of a limit by its kind', () => {
    const { oneOf, discriminator } = received(defaultProfile).components.schemas.Limit;
    const schema = (name: string) => `#/components/schemas/${name}`;
    const mapping = {
      rate: schema('RateLimit'),
      quota: schema('QuotaLimit'),
      credits: schema('CreditLimit'),
    };
    expect(discriminator).toEqual({ propertyName: 'kind', mapping });
    expect(oneOf).toEqual(Object.values(mapping).map(($ref) => ({ $ref })));
  });

  it.each([
    ['default', { type: 'http', scheme: 'Bearer' }, { type: 'apiKey', in: 'header', name: 'x-api-key' }],
    ['mindset', { type: 'apiKey', in: 'header', name: 'x-api-key' }],
    ['mindkey', { type: 'http', scheme: 'ApiKey-v2' }],
  ])('of %s tells where a key is accepted', (name, ...schemes) => {
    const { sigV4, signIn, ...keys } = received(profileOf(name)).components.securitySchemes;
    expect(Object.values(keys)).toEqual(schemes.map((each) => expect.objectContaining(each)));
  });

  it('describes the sign-in of console users, and no console without console users', () => {
    expect(received(defaultProfile).components.securitySchemes.signIn).toMatchObject({
      type: 'openIdConnect',
      openIdConnectUrl: 'https://id.example/.well-known/openid-configuration',
    });
    const without = JSON.stringify(openApiDocument(defaultProfile));
    expect(without).not.toMatch(/console|signIn/);
  });

  it('documents the responses of the gateway and of the console under one status', () => {
    const { responses } = operationOf(defaultProfile, consoleRoutes.createKey);
    for (const status of [401, 403]) {
      expect(Object.keys(responses[status].content).toSorted()).toEqual([
        'application/json',
        'application/problem+json',
      ]);
    }
  });

  it.each([
    ['GET', '/api/v1/auth/me', '401'],
    ['POST', '/api/v1/api-keys', '403'],
  ])('of minds shows what %s %s answers with %s, to the byte', (method, path, status) => {
    const { errorResponses } = profileOf('minds');
    const { body } = status === '401' ? errorResponses.missing : errorResponses['insufficient-permission'];
    const { content } = received(profileOf('minds')).paths[path][method.toLowerCase()].responses[status];
    expect(content).toEqual({
      'application/json': { schema: { const: body }, examples: expect.anything() },
    });
    for (const { value } of Object.values<{ value: unknown }>(content['application/json'].examples)) {
      expect(value).toEqual(body);
    }
  });
});

/** The places of objects without a name in lists and unions. The null of a nullable object is not an option of a union. */
function unnamedObjects(node: unknown, place = ''): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { items, oneOf = [], anyOf = [] } = anySchema.parse(node);
  const options = anyOf.filter(({ type }) => type !== 'null');
  const choices = [items, ...oneOf, ...(options.length > 1 ? options : [])];
  const own = choices.some((each) => each?.type === 'object') ? [place] : [];
  return [
    ...own,
    ...Object.entries(node).flatMap(([name, each]) => unnamedObjects(each, `${place}/${name}`)),
  ];
}

const typed = z.object({ type: z.unknown().optional() });
const anySchema = z
  .object({
    items: typed.optional().catch(undefined),
    oneOf: z.array(typed).optional().catch(undefined),
    anyOf: z.array(typed).optional().catch(undefined),
  })
  .catch({});

function profileOf(name: string): Profile {
  const profile = PROFILES.get(name);
  if (!profile) throw new Error(`no profile is called ${name}`);
  return profile;
}

describe.each(operations)('the operation $name', ({ operationId, route, security, callers, profile }) => {
  it('is named, and says who may call it', () => {
    expect(operationOf(profile, route)).toMatchObject({ operationId, security });
  });

  it('names every parameter of its path, and an Idempotency-Key exactly where it creates', () => {
    const parameters: { name: string; in: string }[] = operationOf(profile, route).parameters;
    const named = (place: string) => parameters.filter((each) => each.in === place).map(({ name }) => name);
    expect(named('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    const headers = named('header').filter((each) => each !== 'If-Match');
    expect(headers).toEqual(isCreation(route) ? ['Idempotency-Key'] : []);
  });

  it('names If-Match and 412 exactly where it changes a resource with a version', () => {
    const { parameters, responses } = operationOf(profile, route);
    const names = parameters.map(({ name }: { name: string }) => name);
    expect(names.includes('If-Match')).toBe(isConditional(route));
    expect(Object.hasOwn(responses, '412')).toBe(isConditional(route));
  });

  it('names the ETag exactly where the body has a version', () => {
    const { headers, content } = operationOf(profile, route).responses[route.response.status];
    const pointer: string = content?.['application/json']?.schema.$ref ?? '';
    const schema = documents.get(profile).components.schemas[pointer.split('/').at(-1) ?? ''];
    expect(Object.keys(headers ?? {})).toEqual(schema?.properties?.version ? ['ETag'] : []);
  });

  it('takes a body exactly where the route does, which may be left out where the route says so', () => {
    const { requestBody } = operationOf(profile, route);
    expect(requestBody === undefined).toBe(route.body === emptyBody);
    if (requestBody) expect(requestBody.required).toBe(!route.body.safeParse(undefined).success);
  });

  it('answers with a body exactly where the route does', () => {
    const { content } = operationOf(profile, route).responses[route.response.status];
    if (route.response.status === 204) expect(content).toBeUndefined();
    else expect(content).toHaveProperty(['application/json', 'schema', '$ref']);
  });

  it('declares each of its problems under its status', () => {
    const { responses } = operationOf(profile, route);
    const type =
      callers === 'holders' && profile.errors === 'status-message'
        ? 'application/json'
        : 'application/problem+json';
    const unheard: readonly string[] =
      callers === 'signed' || callers === 'people'
        ? []
        : callers === 'anyone'
          ? ['unauthorized']
          : ['unauthorized', 'unavailable'];
    for (const code of [...GENERAL_PROBLEMS, ...route.problems].filter((each) => !unheard.includes(each))) {
      expect(Object.keys(responses[PROBLEMS[code].status]?.content[type].examples)).toContain(code);
    }
  });

  it('documents the responses to denied requests', () => {
    const statuses = Object.keys(operationOf(profile, route).responses);
    if (callers === 'anyone') expect(statuses).not.toEqual(expect.arrayContaining(['401']));
    else expect(statuses).toEqual(expect.arrayContaining(['401']));
    expect(statuses.includes('403')).toBe(callers !== 'anyone');
  });
});
