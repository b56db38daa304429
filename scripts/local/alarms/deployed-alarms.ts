import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation';
import type { Alarm } from '../../alarms/definition.ts';
import { type CloudFormationTemplate, cloudFormationTemplate, resourcesOf } from '../../alarms/resources.ts';
import { ALARM_TYPES, readAlarms } from '../../alarms/template.ts';
import { ACCOUNT, REGION, rootClient } from '../environment.ts';

/**
 * Returns the alarms in the deployed templates of a stage on an emulator, including those that it rejects.
 * @throws UnresolvedError, ZodError, ExpressionError for an unsupported alarm; the client's error
 */
export async function deployedAlarms(endpointUrl: string, stage = 'local'): Promise<readonly Alarm[]> {
  const client = new CloudFormationClient(rootClient(endpointUrl));
  const templates = new Map<string, CloudFormationTemplate>();
  const names = new Map<string, string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName: stack = '' } of Stacks) {
      if (!stack.startsWith(`Postern-${stage}-`)) continue;
      const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }));
      templates.set(stack, cloudFormationTemplate.parse(JSON.parse(TemplateBody)));
      const { StackResources = [] } = await client.send(
        new DescribeStackResourcesCommand({ StackName: stack }),
      );
      for (const { LogicalResourceId: id, PhysicalResourceId: name } of StackResources) {
        if (name !== undefined) names.set(`${stack} ${id}`, name);
      }
    }
  }
  const physicalId = (stack: string, id: string) => names.get(`${stack} ${id}`) ?? id;
  return readAlarms(resourcesOf(templates, ALARM_TYPES, { region: REGION, account: ACCOUNT, physicalId }));
}
