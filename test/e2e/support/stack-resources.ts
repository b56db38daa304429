import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { inject } from 'vitest';
import { rootClient } from '../../../scripts/local/environment.ts';

const { endpointUrl } = inject('deployment');
const cloudFormation = new CloudFormationClient(rootClient(endpointUrl));

/** An output of a deployed stack. */
export async function stackOutput(StackName: string, name: string): Promise<string> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const found = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  if (found === undefined) throw new Error(`${StackName} has no output ${name}`);
  return found;
}

/** The physical ID of the one resource of a deployed stack whose logical ID matches. */
export async function stackResource(StackName: string, logicalId: RegExp): Promise<string> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  const found = StackResources.filter(({ LogicalResourceId = '' }) => logicalId.test(LogicalResourceId));
  const [only, ...others] = found;
  if (only?.PhysicalResourceId === undefined || others.length > 0)
    throw new Error(`${StackName} has ${found.length} resources ${logicalId}`);
  return only.PhysicalResourceId;
}
