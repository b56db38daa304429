import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSettingsFile } from '../../bin/settings-file.ts';
import cdk from '../../cdk.json' with { type: 'json' };
import { chooseStage } from '../../lib/stages/choose.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postern-init-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function init(...words: string[]) {
  const { transport } = fakeApi();
  return runCli(['init', ...words], { transport, directory });
}

it('writes the files with which the included app deploys the stage', async () => {
  const { exitCode, stdout } = await init('--stage', 'staging', '--region', 'eu-central-1');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('npx cdk deploy --all');
  expect(JSON.parse(await readFile(join(directory, 'cdk.json'), 'utf8'))).toEqual({
    app: 'npx postern-app',
    context: cdk.context,
  });
  expect(chooseStage({}, readSettingsFile(directory))).toMatchObject({
    stage: 'staging',
    region: 'eu-central-1',
  });
});

it.each(['cdk.json', 'postern.json'])('writes no file if %s exists', async (name) => {
  await writeFile(join(directory, name), '{}');
  const { exitCode, stderr } = await init('--stage', 'staging', '--region', 'eu-central-1');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${name} exists already`);
  expect(await readdir(directory)).toEqual([name]);
});

it('writes no file if a name is a symbolic link without a target', async () => {
  await symlink(join(directory, 'target'), join(directory, 'postern.json'));
  const { exitCode, stderr } = await init('--stage', 'staging', '--region', 'eu-central-1');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('postern.json exists already');
  expect(await readdir(directory)).toEqual(['postern.json']);
});

it('names the folder in which it cannot create files', async () => {
  await rm(directory, { recursive: true });
  const { exitCode, stderr } = await init('--stage', 'staging', '--region', 'eu-central-1');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`Cannot create cdk.json in ${directory}`);
});

it('requires a stage', async () => {
  const { exitCode, stderr } = await init();
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--stage <stage>');
});

it.each([
  ['{"stage":', 'it must be JSON'],
  ['[]', 'it must be a JSON object'],
])('the app rejects %s as settings', async (text, message) => {
  await writeFile(join(directory, 'postern.json'), text);
  expect(() => readSettingsFile(directory)).toThrow(message);
});
