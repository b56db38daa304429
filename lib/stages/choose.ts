import { local } from './local.ts';
import { prod } from './prod.ts';
import { parseSettings, type StageSettings } from './stage.ts';

const STAGES: ReadonlyMap<unknown, StageSettings> = new Map(
  [local, prod].map((settings) => [settings.stage, settings]),
);

/** What can be chosen with `-c`. */
const CHOICES: readonly string[] = ['stage', 'region', 'profile'];
/** CDK's own context has punctuation in its names. */
const PLAIN_WORD = /^[A-Za-z]+$/;

/**
 * The settings of the stage that an app's context names, in another region and with another profile than its own
 * where they are asked for.
 *
 * @throws Error that names each wrong setting, what it got and what is allowed
 */
export function chooseStage(context: Readonly<Record<string, unknown>>): StageSettings {
  assertChoices(Object.keys(context));
  const { stage, region, profile } = context;
  const settings = STAGES.get(stage) ?? local;
  const asked = { region: region ?? settings.region, profile: profile ?? settings.profile };
  return parseSettings({ ...settings, stage, ...asked });
}

/** A choice that is misspelt would else be made by nobody, and be noticed once it is deployed. */
function assertChoices(names: readonly string[]): void {
  const unknown = names.filter((name) => PLAIN_WORD.test(name) && !CHOICES.includes(name));
  if (unknown.length === 0) return;
  throw new Error(`there is no setting ${unknown.join(', ')}; allowed with -c: ${CHOICES.join(', ')}`);
}
