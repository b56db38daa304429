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
import {
  documentedRoutes,
  readingRoutes,
  selfServiceRoutes,
} from '../../contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../contracts/http/public-routes.ts';
import type { Route } from '../../contracts/http/route.ts';
import type { BundledFunction } from '../bundled-function.ts';
import { addConsoleRoutes } from './console-routes.ts';
import { controlApi, type PosternFunctionProps, publicApi, selfService } from './postern-functions.ts';
import { type PosternThrottle, setUpStage } from './postern-stage.ts';

export interface PosternApiProps extends PosternFunctionProps {
  readonly throttle: PosternThrottle | undefined;
}

type Routes = Readonly<Record<string, Route>>;

/** What `Validations.acknowledge` writes, which the oldest CDK that Postern works with doesn't have. */
const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';
const NO_AUTHORIZER = 'Annotation::AwsSolutions-APIG4';
const KEYED = { [NO_AUTHORIZER]: 'the function decides on the key before it looks at anything else' };
const OPEN = { [NO_AUTHORIZER]: 'tells how to call the API, and of no data' };

/**
 * Postern's own HTTP API. Key holders' routes and the admin routes run in functions of their own, so that
 * nothing which a stranger can call has the right to change a tenant or an owner. There is no `$default` route.
 */
export class PosternApi extends Construct {
  readonly api: HttpApi;
  /** Who called which route, and what came of it. */
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, props: PosternApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api');
    const publicRoutes = new Map([...this.#addPublicRoutes(props), ...this.#addSelfService(props)]);
    // Operators sign with IAM, people hold a token, and API Gateway checks: a handler sees no request refused there.
    const control = integrationOf(controlApi(this, props));
    this.#addRoutes(gatewayRoutes(adminRoutes), control, new HttpIamAuthorizer());
    if (props.consoleUsers) addConsoleRoutes(this.api, control, props.consoleUsers);
    removeContentTypeOfEmptyReplies(this.api);
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

  /** Adds routes that the gateway lets everybody call, and HEAD beside each GET. */
  #addUnauthorized(
    routes: Routes,
    integration: HttpRouteIntegration,
    acknowledged: object,
  ): ReadonlyMap<string, HttpRoute> {
    const added = this.#addRoutes(withHead(gatewayRoutes(routes)), integration, new HttpNoneAuthorizer());
    for (const route of added.values()) route.node.addMetadata(ACKNOWLEDGED_RULES, acknowledged);
    return added;
  }

  /** Adds routes and returns them by their keys. */
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

/** API Gateway adds a `Content-Type` to replies that have none; a 204 has no content whose type it could be. */
function removeContentTypeOfEmptyReplies(api: HttpApi): void {
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
