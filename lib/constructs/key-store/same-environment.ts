import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { IKeyStore } from './key-store.ts';

/**
 * Keys are stored per account and Region. Environments that are unknown at synth are not compared.
 *
 * @throws Error that names both environments and the next step if a construct is in another one than its keys
 */
export function assertSameEnvironment(construct: IConstruct, { table }: IKeyStore): void {
  const { account, region } = Stack.of(construct);
  const differs = (own: string, other: string) =>
    !Token.isUnresolved(own) && !Token.isUnresolved(other) && own !== other;
  const different = [
    ...(differs(account, table.env.account)
      ? [`in account ${account} and its keys in ${table.env.account}`]
      : []),
    ...(differs(region, table.env.region) ? [`in ${region} and its keys in ${table.env.region}`] : []),
  ];
  if (different.length === 0) return;
  throw new Error(
    `${construct.node.path} is ${different.join(', ')}. Keys are stored per account and Region. ` +
      'Deploy ApiKeys with a stage in the account and Region of the former, and use ApiKeys.fromStage(scope, id, { stage }) in its stack',
  );
}
