import { local } from './local.ts';
import { mergeSettings } from './merge-settings.ts';
import { prod } from './prod.ts';
import { parseSettings, type StageSettings } from './stage.ts';

/** Settings that `-c` can override. */
const CONTEXT_SETTINGS: readonly string[] = ['stage', 'region', 'profile', 'removal'];
/** Context of CDK has punctuation in its names. */
const PLAIN_WORD = /^[A-Za-z]+$/;

/**
 * The settings of a stage: those of `prod` (or of `local`), the settings of a file (`postern.json`), and the context of an
 * app, each over the one before.
 *
 * @throws Error that lists each invalid setting, its value and the allowed values
 */
export function chooseStage(
  context: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, unknown>> = {},
): StageSettings {
  assertKnownSettings(Object.keys(context));
  const overrides = Object.entries(context).filter(
    ([name, value]) => CONTEXT_SETTINGS.includes(name) && value !== undefined,
  );
  const chosen = mergeSettings(file, Object.fromEntries(overrides));
  return parseSettings(mergeSettings(includedSettings(chosen.stage), chosen));
}

/** A stage with another name has the settings of `prod`, except for its name. */
function includedSettings(stage: unknown): Readonly<Record<string, unknown>> {
  if (stage === local.stage) return local;
  const { tags, stage: _, ...settings } = prod;
  return { ...settings, tags: typeof stage === 'string' ? { ...tags, stage } : tags };
}

/** A misspelled setting would otherwise be ignored and noticed only after the deployment. */
function assertKnownSettings(names: readonly string[]): void {
  const unknown = names.filter((name) => PLAIN_WORD.test(name) && !CONTEXT_SETTINGS.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `Unknown setting ${unknown.map((name) => `'${name}'`).join(', ')}. Use with -c: ${CONTEXT_SETTINGS.join(', ')}. ` +
      'The file postern.json accepts every setting.',
  );
}
