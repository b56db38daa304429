import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CredentialsError, StageError, type StageFailure } from '../../lib/api-client/errors.ts';
import type { Stage } from '../../lib/api-client/stage.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const LIST = ['keys', 'list', '--tenant', 'acme'];
const API_URL = 'https://abcdef01.execute-api.eu-central-1.amazonaws.com';

/** Lists keys and tells which stages were looked for on the way. */
async function listKeys(words: readonly string[], environment: Record<string, string> = {}) {
  const lookedFor: Stage[] = [];
  const { transport } = fakeApi();
  const ran = await runCli([...LIST, ...words], {
    transport,
    environment,
    findApiUrl: async (stage) => {
      lookedFor.push(stage);
      return API_URL;
    },
  });
  return { ...ran, lookedFor };
}

it.each([
  ['named by options', ['--stage', 'prod', '--region', 'eu-central-1'], {}],
  ['in the region of the environment', ['--stage', 'prod'], { AWS_REGION: 'eu-central-1' }],
  ['in the default region of the environment', ['--stage', 'prod'], { AWS_DEFAULT_REGION: 'eu-central-1' }],
  ['of the environment', [], { POSTERN_STAGE: 'prod', AWS_REGION: 'eu-central-1' }],
  [
    'named by options against the environment',
    ['--stage', 'prod', '--region', 'eu-central-1'],
    { POSTERN_STAGE: 'test', AWS_REGION: 'us-east-1' },
  ],
])('calls the deployment of a stage at its address: %s', async (_, words, environment) => {
  const { exitCode, lookedFor, deployments } = await listKeys(words, environment);
  expect(lookedFor).toMatchObject([{ stage: 'prod', region: 'eu-central-1' }]);
  expect(deployments).toMatchObject([{ apiUrl: API_URL, region: 'eu-central-1' }]);
  expect(exitCode).toBe(0);
});

it.each([
  ['a URL wins over a stage of the environment', ['--api-url', API_URL], 'abcdef01'],
  ['without any, uses the local deployment, for any Region in the environment', [], 'localhost'],
])('%s', async (_, words, host) => {
  const stage = words.length > 0 ? { POSTERN_STAGE: 'test' } : undefined;
  const { lookedFor, deployments } = await listKeys(words, { AWS_REGION: 'eu-central-1', ...stage });
  expect(lookedFor).toEqual([]);
  expect(deployments[0]?.apiUrl).toContain(host);
});

it.each([
  [['usage', 'replay', '--since', '2026-12-30']],
  [['restore', '--time', '2026-12-30T00:00:00Z']],
  [['init']],
])('%j requires a stage, and does not advise to delete the local deployment', async (words) => {
  const { exitCode, stderr } = await runCli(words, { transport: fakeApi().transport });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Stage is missing');
  expect(stderr).toContain('This command is for stages in AWS.\n');
});

it('a stage has no default tenant', async () => {
  const { transport } = fakeApi();
  const { exitCode, stderr } = await runCli(['keys', 'list', '--stage', 'prod', '--region', 'eu-central-1'], {
    transport,
    findApiUrl: async () => API_URL,
  });
  expect(stderr).toContain('Add --tenant');
  expect(exitCode).toBe(2);
});

const FAILURES: [StageFailure, number, string, string][] = [
  ['invalid-stage', 2, "Invalid stage 'prod'", '--stage prod'],
  ['invalid-region', 2, 'AWS Region', '--region eu-central-1'],
  [
    'not-found',
    2,
    "Stage 'prod' not found in eu-central-1",
    'npx cdk deploy --all -c stage=prod -c region=eu-central-1',
  ],
  ['denied', 1, "cannot look up stage 'prod'", 'ssm:GetParameter on /postern/prod/api-url'],
  ['rejected-credentials', 2, 'rejected these credentials', 'Sign in'],
  ['unreachable', 3, 'eu-central-1', 'try again'],
  ['unsafe-url', 1, 'must be an https URL', 'Deploy the stage again'],
];
it.each(FAILURES)(
  '%s: exit code %s, one line with the cause, one with the next step',
  async (failure, code, what, advice) => {
    const place = { stage: 'prod', region: 'eu-central-1' };
    const { exitCode, stdout, stderr } = await runCli(
      [...LIST, '--stage', 'prod', '--region', 'eu-central-1'],
      {
        transport: () => Promise.reject(new Error('something was sent')),
        findApiUrl: () => Promise.reject(new StageError(failure, place)),
      },
    );
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toEqual([expect.stringContaining(what), expect.stringContaining(advice)]);
    expect(stdout).toBe('');
    expect(exitCode).toBe(code);
  },
);

describe('AWS profiles', () => {
  const STAGE = ['--stage', 'prod', '--region', 'eu-central-1'];

  async function listAs(profile: string) {
    const folder = await mkdtemp(join(tmpdir(), 'postern-aws-'));
    try {
      const AWS_CONFIG_FILE = join(folder, 'config');
      await writeFile(
        AWS_CONFIG_FILE,
        '[profile ops.prod]\nregion = eu-central-1\n[sso-session corp]\nsso_region = x\n',
      );
      const files = { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
      return await listKeys(STAGE, { ...files, AWS_PROFILE: profile });
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('reports an unknown profile with the defined profiles', async () => {
    const { exitCode, stderr, lookedFor } = await listAs('op-prod');
    expect(stderr).toContain("AWS profile 'op-prod' not found. Defined profiles: ops.prod\n");
    expect(lookedFor).toEqual([]);
    expect(exitCode).toBe(2);
  });

  it('uses a defined profile', async () => {
    expect((await listAs('ops.prod')).exitCode).toBe(0);
  });

  it('prints the reason why credentials cannot be loaded', async () => {
    const { transport } = fakeApi();
    const { stderr } = await runCli([...LIST, ...STAGE], {
      transport,
      findApiUrl: () =>
        Promise.reject(new CredentialsError(new Error('Token is expired. Run aws sso login.'))),
    });
    expect(stderr).toContain('No AWS credentials found: Token is expired. Run aws sso login.');
  });
});
