import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { rootCredentialsOf } from './root-credentials.ts';
import { ROOT, type StateDirectory } from './state-directory.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** The variables that child processes inherit from the user's environment. */
const INHERITED = ['LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'TMPDIR', 'TZ'];

/** Removes the user's AWS settings from this process, so that no SDK client uses them. */
export function ignoreAwsSettings(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (name.startsWith('AWS_')) delete environment[name];
  environment.AWS_CONFIG_FILE = devNull;
  environment.AWS_SHARED_CREDENTIALS_FILE = devNull;
}

/**
 * Returns the environment of a child process without the user's AWS, CDK, proxy and Node.js settings. The Node.js of
 * the project is first on PATH, because the emulator runs Lambda functions with the `node` of PATH.
 */
export function isolatedEnvironment(home: StateDirectory): NodeJS.ProcessEnv {
  const inherited = INHERITED.map((name) => [name, process.env[name]]);
  return {
    ...Object.fromEntries(inherited.filter(([, value]) => value !== undefined)),
    PATH: [join(ROOT, 'node_modules/node/bin'), process.env.PATH].join(delimiter),
    HOME: home.blankHome,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Returns the environment of a child process that calls only the emulator, with root credentials. */
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

/** Returns the settings of an SDK client that calls the emulator with root credentials. */
export function rootClient(endpointUrl: string) {
  return { endpoint: endpointUrl, region: REGION, credentials: rootCredentialsOf(endpointUrl) };
}
