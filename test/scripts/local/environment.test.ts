import { devNull } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ignoreAwsSettings, rootEnvironment } from '../../../scripts/local/environment.ts';
import { useRootCredentials } from '../../../scripts/local/root-credentials.ts';
import { ROOT, stateDirectoryIn } from '../../../scripts/local/state-directory.ts';

const home = stateDirectoryIn('/nowhere');
const PERSONAL = {
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAPERSONAL',
  AWS_SECRET_ACCESS_KEY: 'personal',
  AWS_SESSION_TOKEN: 'personal',
  AWS_CONFIG_FILE: '/home/ada/.aws/config',
  AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.us-east-1.amazonaws.com',
  AWS_USE_FIPS_ENDPOINT: 'true',
  CDK_DEPLOY_ACCOUNT: '123456789012',
  HTTPS_PROXY: 'http://proxy.example.com:3128',
  NODE_OPTIONS: '--require /home/ada/hook.js',
  MINISTACK_HOST: 'example.com',
  HOME: '/home/ada',
};

it('passes no settings of the user to a child process', () => {
  for (const [name, value] of Object.entries(PERSONAL)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const environment = rootEnvironment(home, 'http://127.0.0.1:4566');
  const values = new Set(Object.values(environment));
  expect(Object.values(PERSONAL).filter((value) => values.has(value) && value !== 'true')).toEqual([]);
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: useRootCredentials().accessKeyId,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    HOME: home.blankHome,
  });
  expect(environment).not.toHaveProperty('AWS_USE_FIPS_ENDPOINT');
});

it('puts the Node.js of the project first on PATH', () => {
  const [first] = rootEnvironment(home, 'http://127.0.0.1:4566').PATH?.split(':') ?? [];
  expect(first).toBe(join(ROOT, 'node_modules/node/bin'));
});

it('removes the AWS settings of this process and the files that SDKs read', () => {
  const environment: NodeJS.ProcessEnv = { ...PERSONAL };
  ignoreAwsSettings(environment);
  const left = Object.keys(environment).filter((name) => name.startsWith('AWS_'));
  expect(left).toEqual(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']);
  expect(environment.AWS_CONFIG_FILE).toBe(devNull);
});
