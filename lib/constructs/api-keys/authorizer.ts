import { Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type HttpResponseFormat, httpResponse } from '../../contracts/environment/access.ts';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { RouteCosts } from '../../core/access/route-costs.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import type { ILimitsStore } from '../limits-store/limits-store.ts';
import { UsageSubscription, type UsageTarget } from '../usage/usage-subscription.ts';
import { accessEnvironment } from './access-environment.ts';
import type { KeyProfile } from './key-profile.ts';

export interface AuthorizerProps extends KeyProfile {
  readonly store: IKeyStore;
  readonly limits: ILimitsStore;
  /** Permissions of routes that differ from the default of their method. */
  readonly routes: RoutePermissions;
  /** Costs of routes that differ from 1. */
  readonly costs: RouteCosts;
  /** The response format for HTTP APIs. @default 'simple' */
  readonly httpResponse?: HttpResponseFormat;
  /** Reserved concurrency; undefined for none. */
  readonly reservedConcurrency?: number | undefined;
  readonly logRetention: RetentionDays | undefined;
  /** Where its decisions are recorded; undefined without usage tracking. */
  readonly usage: UsageTarget | undefined;
}

/**
 * The Lambda authorizer of one API. Its role can read single items of the key table (`grantReadingItems` in
 * `key-store/grants.ts`), charge limits (`grantChargingBuckets` in `limits-store/grants.ts`) and write its log. It has no
 * other permissions.
 */
export class Authorizer extends BundledFunction {
  /** @throws Error if the environment variables exceed the limit of Lambda */
  constructor(scope: Construct, id: string, props: AuthorizerProps) {
    const { store, limits, profile, plans, tenantLimits, tenantSuspension, trustedHost } = props;
    const { routes, costs, logRetention } = props;
    const keyTable = store.table.tableName;
    super(scope, id, {
      bundle: 'authorizer',
      description: 'Decides on API keys',
      timeout: Duration.seconds(5),
      logRetention,
      reservedConcurrency: props.reservedConcurrency,
      environment: accessEnvironment(
        {
          ...{ keyTable, limitsTable: limits.table.tableName },
          ...{ profile, plans, tenantLimits, tenantSuspension, trustedHost },
          ...{ routes, costs, forwardedProto: false },
        },
        httpResponse.write(props.httpResponse ?? 'simple'),
      ),
    });
    store.grantRead(this);
    limits.grantCharge(this);
    const { usage: target } = props;
    if (target) new UsageSubscription(this, 'Usage', { fn: this, target, via: 'authorizer', probed: true });
  }

  /** The URI with which API Gateway invokes the function. */
  get invocationUri(): string {
    return invocationUri(this, this.functionArn);
  }

  /** Allows API Gateway to invoke the function for an authorizer of an API. `*` means all of this account and Region. */
  allowCallsOf(apiId: string, authorizerId: string): void {
    this.addPermission('Calls', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: apiId,
        resourceName: `authorizers/${authorizerId}`,
      }),
    });
  }
}

/** The URI with which API Gateway invokes an authorizer function in the Region of `scope`. */
export function invocationUri(scope: Construct, functionArn: string): string {
  const { partition, region } = Stack.of(scope);
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** @throws Error if an API has registered the function of another deployment, which would then decide for all routes */
export function assertSameAuthorizer(
  api: Construct,
  registeredUri: string | undefined,
  functionArn: string,
): void {
  if (registeredUri === invocationUri(api, functionArn)) return;
  throw new Error(
    `${api.node.path} has the shared authorizer of another ApiKeys. Use one ApiKeys for all routes of an API.`,
  );
}
