import { local } from './local.ts';
import { prod } from './prod.ts';
import { parseSettings, type StageSettings } from './stage.ts';

const STAGES: ReadonlyMap<unknown, StageSettings> = new Map(
  [local, prod].map((settings) => [settings.stage, settings]),
);

/**
 * The settings of a stage, in another region than its own where one is asked for.
 *
 * @throws Error that names each wrong setting, what it got and what is allowed
 */
export function chooseStage({ stage, region }: { stage: unknown; region?: unknown }): StageSettings {
  const settings = STAGES.get(stage) ?? local;
  return parseSettings({ ...settings, stage, region: region ?? settings.region });
}
