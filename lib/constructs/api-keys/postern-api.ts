import { Stack } from 'aws-cdk-lib';
import {
  CfnIntegration,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  type HttpRouteIntegration,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { adminRoutes } from '../../contracts/http/admin.ts';
import { dashboardRoutes } from '../../contracts/http/dashboard.ts';
import {
  documentedRoutes,
  readingRoutes,
  selfServiceRoutes,
} from '../../contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../contracts/http/public-routes.ts';
import type { Route } from '../../contracts/http/route.ts';
import type { BundledFunction } from '../bundled-function.ts';
import { addConsoleRoutes } from './console-routes.ts';
import { developmentCors } from './development-cors.ts';
import {
  controlApi,
  dashboard,
  type PosternFunctionProps,
  publicApi,
  selfService,
} from './postern-functions.ts';
import { type PosternThrottle, setUpStage } from './postern-stage.ts';

export interface PosternApiProps extends PosternFunctionProps {
  readonly throttle: PosternThrottle | undefined;
  /** Whether console users get the dashboard. */
  readonly dashboard: boolean;
  /** The origins of development servers whose pages may call the API. */
  readonly developmentOrigins: readonly string[];
}

type Routes = Readonly<Record<string, Pick<Route, 'method' | 'path'>>>;

/** The metadata of `Validations.acknowledge`, which the oldest supported CDK does not have. */
const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';
const NO_AUTHORIZER = 'Annotation::AwsSolutions-APIG4';
const KEYED = { [NO_AUTHORIZER]: 'the function decides on the key before it processes the request' };
const OPEN = { [NO_AUTHORIZER]: 'returns how to call the API, and no stored data' };

/**
 * Postern's own HTTP API. Key-holder routes and admin routes run in separate functions. No publicly reachable function
 * can therefore change a tenant or an owner. There is no `$default` route.
 */
export class PosternApi extends Construct {
  readonly api: HttpApi;
  /** Callers, routes and response statuses. */
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, props: PosternApiProps) {
    super(scope, id);
    // The name of its stack distinguishes the APIs of several stages in one account.
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      corsPreflight: developmentCors(props.developmentOrigins),
    });
    const publicRoutes = new Map([
      ...this.#addPublicRoutes(props),
      ...this.#addSelfService(props),
      ...this.#addDashboard(props),
    ]);
    // API Gateway verifies the IAM signatures of operators and the tokens of console users, so a denied request reaches no handler.
    const control = integrationOf(controlApi(this, props));
    this.#addRoutes(gatewayRoutes(adminRoutes), control, new HttpIamAuthorizer());
    if (props.consoleUsers) addConsoleRoutes(this.api, control, props.consoleUsers);
    removeContentTypeOfEmptyResponses(this.api);
    this.accessLog = setUpStage(this.api, { ...props, publicRoutes });
  }

  #addPublicRoutes(props: PosternApiProps): ReadonlyMap<string, HttpRoute> {
    const integration = integrationOf(publicApi(this, props));
    const keyed = this.#addUnauthorized(documentedRoutes(readingRoutes, props.profile), integration, KEYED);
    return new Map([...keyed, ...this.#addUnauthorized(publicRoutes, integration, OPEN)]);
  }

  #addSelfService(props: PosternApiProps): ReadonlyMap<string, HttpRoute> {
    const routes = documentedRoutes(selfServiceRoutes, props.profile);
    if (Object.keys(routes).length === 0) return new Map();
    return this.#addUnauthorized(routes, integrationOf(selfService(this, props)), KEYED);
  }

  /** Static files, which have the limits of the public routes. */
  #addDashboard({
    dashboard: isEnabled,
    consoleUsers,
    logRetention,
  }: PosternApiProps): ReadonlyMap<string, HttpRoute> {
    if (!isEnabled || !consoleUsers) return new Map();
    const integration = integrationOf(dashboard(this, { consoleUsers, logRetention }));
    return this.#addUnauthorized(dashboardRoutes, integration, OPEN);
  }

  /** Adds routes that API Gateway does not authorize, and a HEAD route for each GET route. */
  #addUnauthorized(
    routes: Routes,
    integration: HttpRouteIntegration,
    acknowledged: object,
  ): ReadonlyMap<string, HttpRoute> {
    const added = this.#addRoutes(withHead(gatewayRoutes(routes)), integration, new HttpNoneAuthorizer());
    for (const route of added.values()) route.node.addMetadata(ACKNOWLEDGED_RULES, acknowledged);
    return added;
  }

  /** Adds routes and returns them by route key. */
  #addRoutes(
    routes: readonly GatewayRoute[],
    integration: HttpRouteIntegration,
    authorizer: IHttpRouteAuthorizer,
  ): ReadonlyMap<string, HttpRoute> {
    const add = ({ method, path }: GatewayRoute) =>
      this.api.addRoutes({ path, methods: [method], integration, authorizer });
    return new Map(
      routes.flatMap((route) => add(route).map((added) => [`${route.method} ${route.path}`, added])),
    );
  }
}

interface GatewayRoute {
  readonly method: HttpMethod;
  readonly path: string;
}

function gatewayRoutes(routes: Routes): readonly GatewayRoute[] {
  return Object.values(routes).map(({ method, path }) => ({ method: HttpMethod[method], path }));
}

function withHead(routes: readonly GatewayRoute[]): readonly GatewayRoute[] {
  return routes.flatMap((route) =>
    route.method === HttpMethod.GET ? [route, { ...route, method: HttpMethod.HEAD }] : [route],
  );
}

/** API Gateway adds a `Content-Type` to responses without one, but a 204 response has no content. */
function removeContentTypeOfEmptyResponses(api: HttpApi): void {
  const mapping = { ResponseParameters: [{ Destination: 'remove:header.content-type', Source: '' }] };
  for (const element of api.node.findAll()) {
    if (element instanceof CfnIntegration) element.responseParameters = { 204: mapping };
  }
}

function integrationOf(handler: BundledFunction): HttpRouteIntegration {
  return new HttpLambdaIntegration(`${handler.node.id}Integration`, handler, {
    scopePermissionToRoute: false,
  });
}
