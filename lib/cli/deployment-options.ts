import { shellCommand } from './shell-word.ts';

/** The options that select the deployment (default: the local deployment). */
export interface DeploymentOptions {
  readonly apiUrl?: string | undefined;
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
  /** The name of a context. */
  readonly context?: string | undefined;
}

/** The options as words: `--stage prod --region eu-central-1`. */
export function optionWords({ apiUrl, stage, region, context }: DeploymentOptions): readonly string[] {
  const options = Object.entries({ 'api-url': apiUrl, stage, region, context });
  return options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** A command for the selected deployment, ready to paste. */
export function deploymentCommand(options: DeploymentOptions, words: readonly string[]): string {
  return shellCommand('postern', ...words, ...optionWords(options));
}
