import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { rootCredentialsOf } from './root-credentials.ts';
import { ROOT, type StateDirectory } from './state-directory.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** All that children take over from the person's own environment. */
const TAKEN_OVER = ['LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'TMPDIR', 'TZ'];

/** Drops the person's AWS settings from this process, so that no SDK client in it can find them. */
export function ignoreAwsSettings(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (name.startsWith('AWS_')) delete environment[name];
  environment.AWS_CONFIG_FILE = devNull;
  environment.AWS_SHARED_CREDENTIALS_FILE = devNull;
}

/**
 * The environment of a child that must know nothing of the person's AWS, CDK, proxy or Node settings. The
 * project's own Node stands first on PATH: the emulator runs Lambdas with the `node` that it finds there.
 */
export function isolatedEnvironment(home: StateDirectory): NodeJS.ProcessEnv {
  const takenOver = TAKEN_OVER.map((name) => [name, process.env[name]]);
  return {
    ...Object.fromEntries(takenOver.filter(([, value]) => value !== undefined)),
    PATH: [join(ROOT, 'node_modules/node/bin'), process.env.PATH].join(delimiter),
    HOME: home.blankHome,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The environment of a child that calls the emulator as its root, and nobody else. */
export function rootEnvironment(home: StateDirectory, endpointUrl: string): NodeJS.ProcessEnv {
  const root = rootCredentialsOf(endpointUrl);
  return {
    ...isolatedEnvironment(home),
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** Settings for an SDK client that calls the emulator as its root. */
export function rootClient(endpointUrl: string) {
  return { endpoint: endpointUrl, region: REGION, credentials: rootCredentialsOf(endpointUrl) };
}
