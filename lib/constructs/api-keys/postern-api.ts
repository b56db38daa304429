import { Duration } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  type HttpRouteIntegration,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { controlApiVariables } from '../../contracts/environment/control-api.ts';
import { adminRoutes } from '../../contracts/http/admin.ts';
import { openRoutes } from '../../contracts/http/open.ts';
import { publicRoutes } from '../../contracts/http/public.ts';
import { type Route, routeKey } from '../../contracts/http/route.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import { addHttpAuthorizer } from './http-authorizer.ts';
import type { KeyContract } from './key-contract.ts';
import { type PosternThrottle, setUpStage } from './postern-stage.ts';

export interface PosternApiProps extends KeyContract {
  readonly store: KeyStore;
  readonly logRetention: RetentionDays | undefined;
  readonly throttle: PosternThrottle | undefined;
}

/** What `Validations.acknowledge` writes, which the oldest CDK that Postern works with doesn't have. */
const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';
const OPEN_ON_PURPOSE = { 'Annotation::AwsSolutions-APIG4': 'tells how to call the API, and of no data' };

/**
 * Postern's own HTTP API. Key holders' routes and the admin routes run in functions of their own, so that
 * nothing which a stranger can call has the right to change a key. There is no `$default` route.
 */
export class PosternApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: PosternApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api');
    const publicRoutes = this.#addPublicRoutes(props);
    this.#addAdminRoutes(props);
    setUpStage(this.api, { ...props, publicRoutes });
  }

  /** Any accepted key may call key holders' routes, since they tell of the key itself; anyone calls the open ones. */
  #addPublicRoutes(props: PosternApiProps): ReadonlyMap<string, HttpRoute> {
    const publicApi = new BundledFunction(this, 'PublicApi', {
      bundle: 'public-api',
      description: "Answers key holders; has no right to Postern's data",
      timeout: Duration.seconds(5),
      logRetention: props.logRetention,
    });
    const routes = Object.values(publicRoutes);
    const authorizer = addHttpAuthorizer(this.api, {
      ...props,
      routes: Object.fromEntries(routes.map((route) => [routeKey(route), null])),
    });
    const integration = integrationOf(publicApi);
    const keyed = this.#addRoutes(routes, integration, {
      bind: () => ({ authorizationType: 'CUSTOM', authorizerId: authorizer.ref }),
    });
    const open = this.#addRoutes(Object.values(openRoutes), integration, new HttpNoneAuthorizer());
    for (const route of open.values()) route.node.addMetadata(ACKNOWLEDGED_RULES, OPEN_ON_PURPOSE);
    return new Map([...keyed, ...open]);
  }

  /** Callers sign with IAM, and API Gateway checks: a handler never sees a request that IAM refused. */
  #addAdminRoutes({ store, profile, plans, logRetention }: PosternApiProps): void {
    const controlApi = new BundledFunction(this, 'ControlApi', {
      bundle: 'control-api',
      description: 'Manages tenants, owners and keys',
      timeout: Duration.seconds(15),
      logRetention,
      environment: controlApiVariables({ keyTable: store.table.tableName, profile, plans }),
    });
    store.grantManage(controlApi);
    this.#addRoutes(Object.values(adminRoutes), integrationOf(controlApi), new HttpIamAuthorizer());
  }

  /** Adds routes and returns them by their keys. */
  #addRoutes(
    routes: readonly Route[],
    integration: HttpRouteIntegration,
    authorizer: IHttpRouteAuthorizer,
  ): ReadonlyMap<string, HttpRoute> {
    const add = ({ method, path }: Route) =>
      this.api.addRoutes({ path, methods: [HttpMethod[method]], integration, authorizer });
    return new Map(routes.flatMap((route) => add(route).map((added) => [routeKey(route), added])));
  }
}

function integrationOf(handler: BundledFunction): HttpRouteIntegration {
  return new HttpLambdaIntegration(`${handler.node.id}Integration`, handler, {
    scopePermissionToRoute: false,
  });
}
