import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type QueriedLogs, SAVED_QUERIES } from '../../contracts/saved-queries.ts';

/** Saves the queries of the runbooks in a folder with the name of the stack, each with the log groups that it reads. */
export function addSavedQueries(
  scope: Construct,
  logs: Readonly<Record<QueriedLogs, readonly ILogGroup[]>>,
): void {
  for (const [name, query] of Object.entries(SAVED_QUERIES)) {
    const logGroupNames = logs[query.logs].map(({ logGroupName }) => logGroupName);
    if (logGroupNames.length === 0) continue;
    new CfnQueryDefinition(scope, `Query-${name}`, {
      name: `${Stack.of(scope).stackName}/${name}`,
      queryString: query.text,
      logGroupNames,
    });
  }
}
