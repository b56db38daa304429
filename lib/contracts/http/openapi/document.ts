import type { Profile } from '../../../core/profiles/profile.ts';
import { adminRoutes } from '../admin.ts';
import { documentedRoutes, holderRoutes } from '../holder.ts';
import { openRoutes } from '../open.ts';
import type { Route } from '../route.ts';
import { describeOperation } from './operation.ts';
import { createParts } from './parts.ts';
import type { Callers } from './refusals.ts';
import { anyOf, keySchemes, type SecuritySchemes, signatureScheme } from './security.ts';

/** Routes whose callers are known in one way. */
interface Surface {
  readonly tag: string;
  readonly description: string;
  readonly routes: Readonly<Record<string, Route>>;
  /** Each suffices; nobody need be known where there is none. */
  readonly schemes: SecuritySchemes;
  readonly callers: Callers;
}

/** Describes every route of a deployment as an OpenAPI 3.1 document, made of the data that gateway and handlers are made of. */
export function openApiDocument(profile: Profile) {
  const surfaces = surfacesOf(profile);
  const parts = createParts(surfaces.map(({ routes }) => routes));
  const paths: Record<string, Record<string, object>> = {};
  for (const { tag, routes, schemes, callers } of surfaces) {
    const security = anyOf(schemes);
    for (const [operationId, route] of Object.entries(routes)) {
      const operation = { operationId, tags: [tag], security, ...describeOperation(route, parts, callers) };
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
    tags: surfaces.map(({ tag, description }) => ({ name: tag, description })),
    paths,
    components: {
      schemas: parts.schemas(),
      examples: parts.examples(),
      securitySchemes: Object.assign({}, ...surfaces.map(({ schemes }) => schemes)),
    },
  };
}

/** Those that have any route. */
function surfacesOf(profile: Profile): readonly Surface[] {
  const surfaces: readonly Surface[] = [
    {
      tag: 'admin',
      description: 'Tenants, owners and keys, for operators and automation',
      routes: adminRoutes,
      schemes: signatureScheme,
      callers: 'signed',
    },
    {
      tag: 'keys',
      description: 'For the holders of keys',
      routes: documentedRoutes(holderRoutes, profile),
      schemes: keySchemes(profile),
      callers: profile,
    },
    { tag: 'open', description: 'For anyone', routes: openRoutes, schemes: {}, callers: 'anyone' },
  ];
  return surfaces.filter(({ routes }) => Object.keys(routes).length > 0);
}
