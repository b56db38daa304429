import { Duration, Stack, Token } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type AccessEnvironment, accessVariables } from '../../contracts/environment/access.ts';
import type { Variables } from '../../contracts/environment/variables.ts';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import type { KeyContract } from './key-contract.ts';

export interface AuthorizerProps extends KeyContract {
  readonly store: IKeyStore;
  /** The routes that need something else than the method map says. */
  readonly routes: RoutePermissions;
  readonly logRetention: RetentionDays | undefined;
}

/** What Lambda takes as a function's environment, as JSON. */
const ENVIRONMENT_LIMIT_BYTES = 4096;
/** Stands in for the table's name, which is not known before it is deployed: the longest that it can be. */
const LONGEST_TABLE_NAME = 'x'.repeat(255);

/** The function that decides on the requests of one API. It may read single items of the key table. */
export class Authorizer extends BundledFunction {
  /** @throws Error if the routes' own permissions are too many for an environment */
  constructor(scope: Construct, id: string, props: AuthorizerProps) {
    const { store, profile, plans, trustedHost, routes, logRetention } = props;
    const keyTable = store.table.tableName;
    super(scope, id, {
      bundle: 'authorizer',
      description: 'Decides on API keys',
      timeout: Duration.seconds(5),
      logRetention,
      environment: environmentOf({ keyTable, profile, plans, routes, trustedHost, forwardedProto: false }),
    });
    store.grantRead(this);
  }

  /** The form in which API Gateway is told which function to call. */
  get invocationUri(): string {
    const { partition, region } = Stack.of(this);
    return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${this.functionArn}/invocations`;
  }

  /** Lets API Gateway call this function for an authorizer of an API; `*` stands for any of this account and region. */
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

function environmentOf(environment: AccessEnvironment): Variables {
  const { keyTable } = environment;
  const measured = { ...environment, keyTable: Token.isUnresolved(keyTable) ? LONGEST_TABLE_NAME : keyTable };
  const bytes = Buffer.byteLength(JSON.stringify(accessVariables(measured)));
  if (bytes <= ENVIRONMENT_LIMIT_BYTES) return accessVariables(environment);
  throw new Error(
    `the permissions of ${Object.keys(environment.routes).length} routes make an environment of ${bytes} bytes; ` +
      `Lambda allows ${ENVIRONMENT_LIMIT_BYTES}: name only routes that need something else than the method map ` +
      'gives them, or divide the API',
  );
}
