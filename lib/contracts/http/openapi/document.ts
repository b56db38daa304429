import type { Profile } from '../../../core/profiles/profile.ts';
import type { ConsoleUsersEnvironment } from '../../environment/functions.ts';
import { adminRoutes } from '../admin.ts';
import { consoleRoutes, consoleUserRoutes } from '../console.ts';
import { documentedRoutes, keyHolderRoutes } from '../key-holder-routes.ts';
import { publicRoutes } from '../public-routes.ts';
import type { Route } from '../route.ts';
import { createComponents } from './components.ts';
import type { Callers } from './denials.ts';
import { describeOperation } from './operation.ts';
import { anyOf, keySchemes, type SecuritySchemes, signatureScheme, signInScheme } from './security.ts';

/** Routes whose callers are known in one way. */
interface Surface {
  readonly tag: string;
  readonly description: string;
  readonly routes: Readonly<Record<string, Route>>;
  /** Each suffices; nobody need be known where there is none. */
  readonly schemes: SecuritySchemes;
  /** What whoever is known that way must be allowed beside. */
  readonly scopes: readonly string[];
  readonly callers: Callers;
}

/** Whose people have the console. */
export type DescribedConsoleUsers = Pick<ConsoleUsersEnvironment, 'issuer' | 'scope'>;

/** Describes every route of a deployment as an OpenAPI 3.1 document, made of the data that gateway and handlers are made of. */
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
function surfacesOf(profile: Profile, people: DescribedConsoleUsers | undefined): readonly Surface[] {
  const surfaces: readonly Surface[] = [
    {
      tag: 'admin',
      description: 'Tenants, owners and keys, for operators and automation',
      routes: adminRoutes,
      schemes: signatureScheme,
      scopes: [],
      callers: 'signed',
    },
    ...(people ? [consoleSurface(people)] : []),
    {
      tag: 'keys',
      description: 'For the holders of keys. HEAD works wherever GET does',
      routes: documentedRoutes(keyHolderRoutes, profile),
      schemes: keySchemes(profile),
      scopes: [],
      callers: profile,
    },
    {
      tag: 'open',
      description: 'For anyone. HEAD works wherever GET does',
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
    // An operation has its name once in a document.
    `${operation}OnConsole`,
    route,
  ]);
  return {
    tag: 'console',
    description: 'The same within a tenant, for the people who are members of it',
    routes: { ...Object.fromEntries(inTenants), ...consoleUserRoutes },
    schemes: signInScheme(issuer),
    scopes: [scope],
    callers: 'people',
  };
}
