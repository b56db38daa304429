import { local } from './local.ts';
import { prod } from './prod.ts';
import { parseSettings, type StageSettings } from './stage.ts';

const STAGES: ReadonlyMap<unknown, StageSettings> = new Map(
  [local, prod].map((settings) => [settings.stage, settings]),
);

/** Settings that `-c` can override. */
const CONTEXT_SETTINGS: readonly string[] = ['stage', 'region', 'profile', 'removal'];
/** Context of CDK has punctuation in its names. */
const PLAIN_WORD = /^[A-Za-z]+$/;

/**
 * The settings of the stage in the context of an app. The context can override the Region, the profile and the removal.
 *
 * @throws Error that lists each invalid setting, its value and the allowed values
 */
export function chooseStage(context: Readonly<Record<string, unknown>>): StageSettings {
  assertKnownSettings(Object.keys(context));
  const { stage, region, profile, removal } = context;
  const settings = STAGES.get(stage) ?? local;
  const overrides = {
    region: region ?? settings.region,
    profile: profile ?? settings.profile,
    removal: removal ?? settings.removal,
  };
  return parseSettings({ ...settings, stage, ...overrides });
}

/** A misspelled setting would otherwise be ignored and noticed only after the deployment. */
function assertKnownSettings(names: readonly string[]): void {
  const unknown = names.filter((name) => PLAIN_WORD.test(name) && !CONTEXT_SETTINGS.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `Unknown setting ${unknown.map((name) => `'${name}'`).join(', ')}. Use with -c: ${CONTEXT_SETTINGS.join(', ')}.`,
  );
}
