import { adminRoutes } from '../admin.ts';
import { openRoutes } from '../open.ts';
import { publicRoutes } from '../public.ts';
import type { Route } from '../route.ts';
import { describeOperation } from './operation.ts';
import { createParts } from './parts.ts';
import { problemExamples } from './refusals.ts';

/** Who may call the routes of a surface, by the names of `securitySchemes`; nobody need be known where it is empty. */
interface Surface {
  readonly tag: string;
  readonly description: string;
  readonly routes: Readonly<Record<string, Route>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

const SURFACES: readonly Surface[] = [
  {
    tag: 'admin',
    description: 'Tenants, owners and keys, for operators and automation',
    routes: adminRoutes,
    security: [{ sigV4: [] }],
  },
  {
    tag: 'keys',
    description: 'For the holders of keys',
    routes: publicRoutes,
    security: [{ bearer: [] }, { apiKey: [] }],
  },
  { tag: 'open', description: 'For anyone', routes: openRoutes, security: [] },
];

const SECURITY_SCHEMES = {
  sigV4: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'AWS Signature Version 4 for the service execute-api; IAM decides which routes a principal may call',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  bearer: { type: 'http', scheme: 'bearer', description: "A key's value" },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: "A key's value" },
} as const;

/** Describes every route as an OpenAPI 3.1 document, made of the same data as the gateway's routes and the handlers. */
export function openApiDocument() {
  const parts = createParts(SURFACES.map(({ routes }) => routes));
  const paths: Record<string, Record<string, object>> = {};
  for (const { tag, routes, security } of SURFACES) {
    const access = security.length > 0 ? 'known-callers' : 'anyone';
    for (const [operationId, route] of Object.entries(routes)) {
      const operation = { operationId, tags: [tag], security, ...describeOperation(route, parts, access) };
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
    }
  }
  return {
    openapi: '3.1.1' as const,
    info: {
      title: 'Postern',
      version: '1',
      summary: 'API keys for API Gateway on AWS, for their whole life',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document was fetched' }],
    tags: SURFACES.map(({ tag, description }) => ({ name: tag, description })),
    paths,
    components: { schemas: parts.schemas(), examples: problemExamples(), securitySchemes: SECURITY_SCHEMES },
  };
}
