import { local } from './local.ts';
import { prod } from './prod.ts';
import { parseSettings, type StageSettings } from './stage.ts';

const STAGES: ReadonlyMap<unknown, StageSettings> = new Map(
  [local, prod].map((settings) => [settings.stage, settings]),
);

interface Chosen {
  readonly stage: unknown;
  readonly region?: unknown;
  readonly profile?: unknown;
}

/**
 * The settings of a stage, in another region and with another profile than its own where they are asked for.
 *
 * @throws Error that names each wrong setting, what it got and what is allowed
 */
export function chooseStage({ stage, region, profile }: Chosen): StageSettings {
  const settings = STAGES.get(stage) ?? local;
  const asked = { region: region ?? settings.region, profile: profile ?? settings.profile };
  return parseSettings({ ...settings, stage, ...asked });
}
