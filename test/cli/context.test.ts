import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { key, problemResponse } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { type RunOptions, runCli } from './support/run-cli.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'postern-context-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const PROD = ['context', 'set', 'prod', '--stage', 'prod', '--region', 'eu-central-1', '--tenant', 'acme'];

function cli(words: readonly string[], { environment, ...options }: Partial<RunOptions> = {}) {
  return runCli(words, {
    ...fakeApi(),
    local: false,
    ...options,
    environment: { XDG_CONFIG_HOME: home, ...environment },
  });
}

/** The stage, the Region and the tenant that a command ends up with. */
async function used(words: readonly string[], environment: Record<string, string> = {}) {
  const { transport, calls } = fakeApi();
  const stages: unknown[] = [];
  const findApiUrl: RunOptions['findApiUrl'] = async ({ stage, region }) => {
    stages.push(stage, region);
    return 'https://api.example.com';
  };
  const ran = await cli(['keys', 'list', ...words], { transport, environment, findApiUrl });
  return [...stages, calls[0]?.path.split('/')[4], ran.exitCode];
}

it('saves a context readable only by its owner', async () => {
  const { exitCode, stdout } = await cli(PROD);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('eu-central-1')]);
  const file = join(home, 'postern/contexts.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    current: null,
    contexts: { prod: { stage: 'prod', region: 'eu-central-1', tenant: 'acme' } },
  });
});

describe('each setting comes from', () => {
  beforeEach(async () => {
    await cli(PROD);
    await cli(['context', 'use', 'prod']);
  });

  it.each<[string, string[], Record<string, string>, unknown[]]>([
    ['the current context', [], {}, ['prod', 'eu-central-1', 'acme', 0]],
    [
      'the environment before the context',
      [],
      { POSTERN_STAGE: 'test', AWS_REGION: 'eu-west-1', POSTERN_TENANT: 'globex' },
      ['test', 'eu-west-1', 'globex', 0],
    ],
    [
      'an option before both',
      ['--stage', 'dev', '--region', 'eu-west-3', '--tenant', 'initech'],
      { POSTERN_STAGE: 'test', AWS_REGION: 'eu-west-1', POSTERN_TENANT: 'globex' },
      ['dev', 'eu-west-3', 'initech', 0],
    ],
  ])('%s', async (_, words, environment, expected) => {
    expect(await used(words, environment)).toEqual(expected);
  });

  it('the named context before the current one', async () => {
    await cli(['context', 'set', 'dev', '--stage', 'dev', '--region', 'eu-west-2', '--tenant', 'acme']);
    expect(await used([], { POSTERN_CONTEXT: 'dev' })).toEqual(['dev', 'eu-west-2', 'acme', 0]);
    expect(await used(['--context', 'prod'], { POSTERN_CONTEXT: 'dev' })).toEqual([
      'prod',
      'eu-central-1',
      'acme',
      0,
    ]);
  });

  it('no context after context use without a name or after its deletion', async () => {
    await cli(['context', 'use']);
    expect((await cli(['keys', 'list'])).stderr).toContain('No local deployment found');
    await cli(['context', 'use', 'prod']);
    await cli(['context', 'delete', 'prod']);
    expect((await cli(['context', 'list'])).stdout).not.toContain('prod');
    expect((await cli(['keys', 'list'])).stderr).toContain('No local deployment found');
  });
});

it.each([
  ['a name', ['context', 'set', 'my context'], "received 'my context'"],
  [
    'a Region',
    ['context', 'set', 'x', '--region', 'frankfurt'],
    "--region must be an AWS Region code, for example eu-central-1, received 'frankfurt'",
  ],
  [
    'a stage that no command accepts',
    ['context', 'set', 'x', '--stage', '-prod'],
    "--stage must be 1 to 31 of a-z, 0-9 and -, and must not begin with -, received '-prod'",
  ],
  ['a tenant', ['context', 'set', 'x', '--tenant', 'A'], "received 'A'"],
  ['a secret', ['context', 'set', 'x', '--profile', VALUE + VALUE], 'received a masked string of'],
  [
    'a context to use',
    ['context', 'use', 'nowhere'],
    "Context 'nowhere' not found. Defined contexts: (none)",
  ],
  ['a context', ['keys', 'list', '--context', 'nowhere'], "Context 'nowhere' not found"],
])('rejects %s with the received value, and saves nothing', async (_, words, message) => {
  const { stderr, exitCode } = await cli(words);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain(VALUE);
  expect(exitCode).toBe(2);
  expect((await cli(['context', 'list', '--json'])).stdout).toContain('"items": []');
});

it('reports a context file in another format, and does not use it', async () => {
  await cli(PROD);
  await writeFile(join(home, 'postern/contexts.json'), '{"contexts":{"prod":{"secret":"x"}}}');
  const { stderr, exitCode } = await cli(['keys', 'list']);
  expect(stderr).toContain('contexts.json cannot be used');
  expect(exitCode).toBe(2);
});

it('reports a context file that is not JSON', async () => {
  await cli(PROD);
  await writeFile(join(home, 'postern/contexts.json'), '{broken');
  expect((await cli(['context', 'list'])).stderr).toContain('cannot be used: it is not valid JSON');
});

it('selects the deployment of the command that revokes a key with a lost value', async () => {
  await cli(PROD);
  const transport = async () => problemResponse('value-unavailable', { key: { tenant: 'acme', id: key.id } });
  const words = ['keys', 'create', '--owner', 'team:a', '--context', 'prod'];
  const findApiUrl = async () => 'https://api.example.com';
  const { stderr } = await cli(words, { transport, findApiUrl });
  expect(stderr).toContain(`postern keys revoke ${key.id} --tenant acme --context prod`);
});
