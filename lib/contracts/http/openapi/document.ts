import type { Profile } from '../../../core/profiles/profile.ts';
import type { ConsoleUsersEnvironment } from '../../environment/functions.ts';
import { VERSION } from '../../version.ts';
import { adminRoutes } from '../admin.ts';
import { consoleRoutes, consoleUserRoutes } from '../console.ts';
import { documentedRoutes, keyHolderRoutes } from '../key-holder-routes.ts';
import { publicRoutes } from '../public-routes.ts';
import type { Route } from '../route.ts';
import { createComponents } from './components.ts';
import type { Callers } from './denials.ts';
import { describeOperation } from './operation.ts';
import { anyOf, keySchemes, type SecuritySchemes, signatureScheme, signInScheme } from './security.ts';

/** Routes with one authentication method. */
interface Surface {
  readonly tag: string;
  readonly description: string;
  readonly routes: Readonly<Record<string, Route>>;
  /** One of these is required; no authentication if there is none. */
  readonly schemes: SecuritySchemes;
  /** The scopes that the access token must have. */
  readonly scopes: readonly string[];
  readonly callers: Callers;
}

/** The issuer and scope of the console users' access tokens. */
export type DescribedConsoleUsers = Pick<ConsoleUsersEnvironment, 'issuer' | 'scope'>;

/** The OpenAPI 3.1 document of a deployment, generated from the route data of the gateway and the handlers. */
export function openApiDocument(profile: Profile, people?: DescribedConsoleUsers) {
  const surfaces = surfacesOf(profile, people);
  const parts = createComponents(surfaces.map(({ routes }) => routes));
  const paths: Record<string, Record<string, object>> = {};
  for (const { tag, routes, schemes, scopes, callers } of surfaces) {
    const security = anyOf(schemes, scopes);
    for (const [operationId, route] of Object.entries(routes)) {
      const operation = { operationId, tags: [tag], security, ...describeOperation(route, parts, callers) };
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
    }
  }
  return {
    openapi: '3.1.1' as const,
    info: {
      title: 'Postern',
      version: VERSION,
      summary: 'Manage API keys for Amazon API Gateway',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The origin of this document' }],
    tags: surfaces.map(({ tag, description }) => ({ name: tag, description })),
    paths,
    components: {
      schemas: parts.schemas(),
      examples: parts.examples(),
      securitySchemes: Object.assign({}, ...surfaces.map(({ schemes }) => schemes)),
    },
  };
}

/** The surfaces with at least one route. */
function surfacesOf(profile: Profile, people: DescribedConsoleUsers | undefined): readonly Surface[] {
  const surfaces: readonly Surface[] = [
    {
      tag: 'admin',
      description: 'Manage tenants, owners and keys, for operators and automation',
      routes: adminRoutes,
      schemes: signatureScheme,
      scopes: [],
      callers: 'signed',
    },
    ...(people ? [consoleSurface(people)] : []),
    {
      tag: 'keys',
      description: 'For key holders. Every GET route also supports HEAD',
      routes: documentedRoutes(keyHolderRoutes, profile),
      schemes: keySchemes(profile),
      scopes: [],
      callers: profile,
    },
    {
      tag: 'open',
      description: 'Without authentication. Every GET route also supports HEAD',
      routes: publicRoutes,
      schemes: {},
      scopes: [],
      callers: 'anyone',
    },
  ];
  return surfaces.filter(({ routes }) => Object.keys(routes).length > 0);
}

function consoleSurface({ issuer, scope }: DescribedConsoleUsers): Surface {
  const inTenants = Object.entries<Route>(consoleRoutes).map(([operation, route]) => [
    // Operation IDs must be unique in a document.
    `${operation}OnConsole`,
    route,
  ]);
  return {
    tag: 'console',
    description: 'The admin operations within a tenant, for the console users who are members of it',
    routes: { ...Object.fromEntries(inTenants), ...consoleUserRoutes },
    schemes: signInScheme(issuer),
    scopes: [scope],
    callers: 'people',
  };
}
