import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
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

it('finds the local deployment from a folder below it', async () => {
  const below = join(directory, 'lib/cli');
  await mkdir(below, { recursive: true });
  await write(JSON.stringify(local));
  expect(await findLocalDeployment(below)).toEqual(local);
});

it('returns undefined without a local deployment', async () => {
  expect(await findLocalDeployment(directory)).toBeUndefined();
});

it.each([
  ['half-written', '{"endpointUrl":'],
  ['of another shape', JSON.stringify({ ...local, admin: undefined })],
  ['with an invalid key', JSON.stringify({ ...local, demoKey: '$(id)' })],
])('rejects a description that is %s, without repeating its content', async (_, text) => {
  await write(text);
  const error = await findLocalDeployment(directory).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeploymentError);
  expect(String(error)).toContain('.postern/local.json');
  expect(String(error)).not.toContain(local.admin.secretAccessKey);
});

const ELSEWHERE = 'http://127.0.0.1.attacker.example:4566';
const URLS = ['endpointUrl', 'apiUrl', 'sampleRestUrl', 'sampleHttpUrl', 'sampleGuardUrl'];

it.each(URLS)('rejects a description whose %s is not on this machine, and names the field', async (field) => {
  await write(JSON.stringify({ ...local, [field]: ELSEWHERE }));
  await expect(findLocalDeployment(directory)).rejects.toThrow(new RegExp(`${field} must be a loopback URL`));
});

it.each(['url', 'callbackUrl'])(
  'rejects a description whose console.%s is not on this machine, and names the field',
  async (field) => {
    const url = 'http://127.0.0.1:4566';
    const signIn = {
      url,
      issuer: 'https://issuer.example',
      clientId: 'a',
      scope: 'a',
      callbackUrl: url,
      people: [],
    };
    await write(JSON.stringify({ ...local, console: signIn }));
    expect(await findLocalDeployment(directory)).toMatchObject({ console: signIn });
    await write(JSON.stringify({ ...local, console: { ...signIn, [field]: ELSEWHERE } }));
    await expect(findLocalDeployment(directory)).rejects.toThrow(`console.${field} must be a loopback URL`);
  },
);

it.skipIf(!process.getuid)('rejects a description that another user owns, with the next step', async () => {
  await write(JSON.stringify(local));
  const { uid } = await stat(directory);
  expect(await findLocalDeployment(directory, uid)).toEqual(local);
  const error = await findLocalDeployment(directory, uid + 1).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeploymentError);
  expect(error).toMatchObject({
    message: expect.stringContaining(`${directory}/.postern/local.json is owned by another user`),
    advice: expect.stringContaining('--stage'),
  });
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
])('decides whether key values can be sent to %s: %s', (apiUrl, safe) => {
  expect(isSafeApiUrl(apiUrl)).toBe(safe);
});
