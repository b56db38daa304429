import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addPostern } from '../../lib/stacks/postern.ts';
import { prod } from '../../lib/stages/prod.ts';
import type { Alarm } from '../../scripts/alarms/definition.ts';
import { cloudFormationTemplate, resourcesOf } from '../../scripts/alarms/resources.ts';
import { ALARM_TYPES, readAlarms } from '../../scripts/alarms/template.ts';
import { temporaryApp } from './temporary-app.ts';

const PLACE = {
  region: 'us-east-1',
  account: '111122223333',
  physicalId: (_stack: string, logicalId: string) => logicalId,
};

/**
 * The alarms in the templates of `prod` with full coverage. Names that are generated at deployment are replaced by logical
 * IDs.
 */
export function prodAlarms(): readonly Alarm[] {
  const app = temporaryApp();
  addPostern(app, { ...prod, monitoring: { ...prod.monitoring, coverage: 'full' } });
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  const templates = stacks.map(
    (stack) => [stack.stackName, cloudFormationTemplate.parse(Template.fromStack(stack).toJSON())] as const,
  );
  return readAlarms(resourcesOf(new Map(templates), ALARM_TYPES, PLACE));
}
