import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { LocalDeployment } from '../../../lib/contracts/local-deployment.ts';
import { readLocalJson, writeLocalJson } from '../../../scripts/local/local-json.ts';
import { temporaryHome } from '../../support/temporary-state.ts';

const DEPLOYMENT: LocalDeployment = {
  endpointUrl: 'http://127.0.0.1:4566',
  region: 'us-east-1',
  profile: 'default',
  apiUrl: 'http://11111111.execute-api.localhost:4566',
  sampleRestUrl: 'http://localhost:4566/_aws/execute-api/22222222/prod',
  sampleHttpUrl: 'http://localhost:4566/_aws/execute-api/33333333',
  sampleGuardUrl: 'http://localhost:4566/_aws/execute-api/44444444',
  keyTable: 'Keys',
  limitsTable: 'Limits',
  usageTable: 'Usage',
  tenant: 'demo',
  demoKey: 'value',
  demoKeyId: 'id',
  admin: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
};

it('can be read only by its owner, also if it existed before', async () => {
  const home = await temporaryHome();
  await writeFile(home.localJson, 'old', { mode: 0o644 });
  await writeLocalJson(home, DEPLOYMENT);
  expect((await stat(home.localJson)).mode & 0o777).toBe(0o600);
  expect(await readdir(home.directory)).toEqual(['local.json']);
});

it('is read as it was written, with its fields in the documented order', async () => {
  const home = await temporaryHome();
  const { region, ...others } = DEPLOYMENT;
  await writeLocalJson(home, { ...others, region });
  expect(await readLocalJson(home)).toEqual(DEPLOYMENT);
  expect(await readFile(home.localJson, 'utf8')).toBe(`${JSON.stringify(DEPLOYMENT, null, 2)}\n`);
});

it.each([
  ['nothing', undefined],
  ['no JSON', '{'],
  ['another shape', JSON.stringify({ ...DEPLOYMENT, admin: undefined })],
])('is undefined for %s', async (_, content) => {
  const home = await temporaryHome();
  if (content) await writeFile(home.localJson, content);
  expect(await readLocalJson(home)).toBeUndefined();
});
