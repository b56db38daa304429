import type { Alarm } from '../../scripts/alarms/definition.ts';
import { cloudFormationTemplate, resourcesOf } from '../../scripts/alarms/resources.ts';
import { ALARM_TYPES, readAlarms } from '../../scripts/alarms/template.ts';
import { stageTemplates } from './stage-templates.ts';

const PLACE = {
  region: 'us-east-1',
  account: '111122223333',
  physicalId: (_stack: string, logicalId: string) => logicalId,
};

/** The alarms in the templates of a stage. Names that are generated at deployment are replaced by logical IDs. */
export function stageAlarms(stage: string): readonly Alarm[] {
  const templates = [...stageTemplates(stage)].map(
    ([id, template]) => [id, cloudFormationTemplate.parse(template.toJSON())] as const,
  );
  return readAlarms(resourcesOf(new Map(templates), ALARM_TYPES, PLACE));
}
