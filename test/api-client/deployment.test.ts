import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeploymentError, findLocalDeployment, isSafeApiUrl } from '../../lib/api-client/deployment.ts';
import { localDeploymentAt } from './support/local-deployment.ts';

const local = localDeploymentAt(4566);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postern-client-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function write(text: string): Promise<void> {
  await mkdir(join(directory, '.postern'), { recursive: true });
  await writeFile(join(directory, '.postern/local.json'), text);
}

it('the local deployment is found from a folder below', async () => {
  const below = join(directory, 'lib/cli');
  await mkdir(below, { recursive: true });
  await write(JSON.stringify(local));
  expect(await findLocalDeployment(below)).toEqual(local);
});

it('no local deployment is no error', async () => {
  expect(await findLocalDeployment(directory)).toBeUndefined();
});

it.each([
  ['half-written', '{"endpointUrl":'],
  ['of another shape', JSON.stringify({ ...local, admin: undefined })],
  ['for a host that is not this machine', JSON.stringify({ ...local, apiUrl: 'http://evil.example' })],
])('a description that is %s is refused, without repeating what it holds', async (_, text) => {
  await write(text);
  const error = await findLocalDeployment(directory).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeploymentError);
  expect(String(error)).toContain('.postern/local.json');
  expect(String(error)).not.toContain(local.admin.secretAccessKey);
});

it.each([
  ['https://keys.example.com', true],
  ['http://localhost:4566', true],
  ['http://127.0.0.1:4566', true],
  ['http://abcdef01.execute-api.localhost:4566', true],
  ['http://keys.example.com', false],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://notlocalhost', false],
  ['ftp://localhost', false],
  ['keys.example.com', false],
])('%s may be sent key values: %s', (apiUrl, safe) => {
  expect(isSafeApiUrl(apiUrl)).toBe(safe);
});
