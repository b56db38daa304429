import {
  CloudWatchLogsClient,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { rootClient } from '../../../scripts/local/environment.ts';

const root = rootClient(inject('deployment').endpointUrl);
const lambda = new LambdaClient(root);
const logs = new CloudWatchLogsClient(root);
/** The prefix of the functions of the shared chain. Other tests deploy additional chains. */
export const OWN_CHAIN = 'Postern-local-Access-ApiKeysAuditChain';

/** Enables or disables the function that appends to the audit chain. */
export function setChainEnabled(isEnabled: boolean): Promise<void> {
  return setMappingEnabled(OWN_CHAIN, isEnabled);
}

/** Enables or disables the event source mapping of the function whose name has a prefix. */
export async function setMappingEnabled(prefix: string, Enabled: boolean): Promise<void> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const mapping = EventSourceMappings.find(({ FunctionArn }) => FunctionArn?.includes(`:${prefix}`));
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled }));
}

/** Removes the subscription of a log group. */
export async function removeSubscription(logGroupName: string) {
  const { subscriptionFilters = [] } = await logs.send(
    new DescribeSubscriptionFiltersCommand({ logGroupName }),
  );
  const [only] = subscriptionFilters;
  if (!only?.filterName) throw new Error(`${logGroupName} has no subscription`);
  const { filterName, filterPattern, destinationArn } = only;
  await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName }));
  const restore = () =>
    logs.send(new PutSubscriptionFilterCommand({ logGroupName, filterName, filterPattern, destinationArn }));
  return { destinationArn, restore };
}

/** Replaces a variable of a function. Returns its restoration. */
export async function replaceVariable(FunctionName: string, name: string, value: string) {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const set = (Variables: Record<string, string>) =>
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await set({ ...Environment?.Variables, [name]: value });
  return () => set({ ...Environment?.Variables });
}
