import { type Environment, type IResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { IKeyStore } from './key-store.ts';

/**
 * Keys are stored per account and Region. Environments that are unknown at synth are not compared.
 *
 * @throws Error that names both environments and the next step if a construct is in another environment than its keys
 */
export function assertSameEnvironment(construct: IConstruct, { table }: IKeyStore): void {
  assertEnvironmentOfKeys(construct, table.env);
}

/**
 * API Gateway calls an authorizer function of its own account and Region.
 *
 * @param keys the construct whose shared authorizer is registered
 * @throws Error that names both environments and the next step
 */
export function assertApiNearby(api: IConstruct, keys: IConstruct): void {
  assertEnvironmentOfKeys(api, Stack.of(keys));
}

function assertEnvironmentOfKeys(construct: IConstruct, environment: Environment): void {
  const difference = environmentDifference(construct, 'its keys', environment);
  if (difference === undefined) return;
  throw new Error(
    `${construct.node.path} is ${difference}. Keys are stored per account and Region. ` +
      'Deploy ApiKeys with a stage in the account and Region of the former, and use ApiKeys.fromStage(scope, id, { stage }) in its stack',
  );
}

/**
 * Checks that a construct and the resources in its properties are in one environment.
 *
 * @param resources by the property that names them
 * @throws Error that names the property, both environments and the next step
 */
export function assertResourcesNearby(
  construct: IConstruct,
  resources: Readonly<Record<string, IResource | undefined>>,
): void {
  for (const [property, resource] of Object.entries(resources)) {
    const difference = resource && environmentDifference(construct, `its '${property}'`, resource.env);
    if (difference === undefined) continue;
    throw new Error(
      `${construct.node.path} is ${difference}. Both must be in one account and Region. ` +
        `Create the construct of '${property}' in a stack of the account and Region of the former`,
    );
  }
}

/**
 * A managed key is created in the stack of its first reader, by the rotation of its keys.
 *
 * @param keys the construct whose method creates the managed key
 * @throws Error that names both environments and the next step
 */
export function assertReaderNearby(reader: IConstruct, keys: IConstruct): void {
  const difference = environmentDifference(reader, 'its keys', Stack.of(keys));
  if (difference === undefined) return;
  throw new Error(
    `${reader.node.path} is ${difference}. A managed key is created in the stack of its first reader, which must be in the ` +
      'account and Region of the keys. Name a reader of that account and Region first, or name this one by its ARN: ' +
      "readers: [new ArnPrincipal('arn:aws:iam::…:role/…')]",
  );
}

/** The differences of two environments as text; undefined if there is none. */
function environmentDifference(
  construct: IConstruct,
  other: string,
  environment: Environment,
): string | undefined {
  const { account, region } = Stack.of(construct);
  const different = [
    ...(isOther(account, environment.account)
      ? [`in account ${account} and ${other} in ${environment.account}`]
      : []),
    ...(isOther(region, environment.region) ? [`in ${region} and ${other} in ${environment.region}`] : []),
  ];
  return different.length > 0 ? different.join(', ') : undefined;
}

function isOther(own: string, other: string | undefined): boolean {
  return !Token.isUnresolved(own) && !Token.isUnresolved(other) && own !== other;
}
