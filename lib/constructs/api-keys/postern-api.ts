import { Duration } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { controlApiVariables } from '../../contracts/environment/control-api.ts';
import { adminRoutes } from '../../contracts/http/admin.ts';
import { publicRoutes } from '../../contracts/http/public.ts';
import { type Route, routeKey } from '../../contracts/http/route.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import { addHttpAuthorizer } from './http-authorizer.ts';

export interface PosternApiProps {
  readonly store: KeyStore;
  readonly profile: Profile;
}

/**
 * Postern's own HTTP API. Key holders' routes and the admin routes run in functions of their own, so that
 * nothing which a stranger can call has the right to change a key. There is no `$default` route.
 */
export class PosternApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: PosternApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api');
    this.#addPublicRoutes(props);
    this.#addAdminRoutes(props);
  }

  /** Any accepted key may call them: what they tell is about the key itself. */
  #addPublicRoutes({ store, profile }: PosternApiProps): void {
    const publicApi = new BundledFunction(this, 'PublicApi', {
      bundle: 'public-api',
      description: "Answers key holders; has no right to Postern's data",
      timeout: Duration.seconds(5),
    });
    const routes = Object.values(publicRoutes);
    const authorizer = addHttpAuthorizer(this.api, {
      store,
      profile,
      routes: Object.fromEntries(routes.map((route) => [routeKey(route), null])),
    });
    this.#addRoutes(routes, publicApi, {
      bind: () => ({ authorizationType: 'CUSTOM', authorizerId: authorizer.ref }),
    });
  }

  /** Callers sign with IAM, and API Gateway checks: a handler never sees a request that IAM refused. */
  #addAdminRoutes({ store, profile }: PosternApiProps): void {
    const controlApi = new BundledFunction(this, 'ControlApi', {
      bundle: 'control-api',
      description: 'Manages tenants, owners and keys',
      timeout: Duration.seconds(15),
      environment: controlApiVariables({ keyTable: store.table.tableName, profile }),
    });
    store.grantManage(controlApi);
    this.#addRoutes(Object.values(adminRoutes), controlApi, new HttpIamAuthorizer());
  }

  #addRoutes(routes: readonly Route[], handler: BundledFunction, authorizer: IHttpRouteAuthorizer): void {
    const integration = new HttpLambdaIntegration(`${handler.node.id}Integration`, handler, {
      scopePermissionToRoute: false,
    });
    for (const { method, path } of routes) {
      this.api.addRoutes({ path, methods: [HttpMethod[method]], integration, authorizer });
    }
  }
}
