import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { isHealthy } from '../../scripts/local/endpoint.ts';
import { startHere } from '../../scripts/local/foreground.ts';
import { acquireLock } from '../../scripts/local/instance-lock.ts';
import { readLocalJson, writeLocalJson } from '../../scripts/local/local-json.ts';
import { readOptions } from '../../scripts/local/options.ts';
import { silent } from '../../scripts/local/progress.ts';
import type { StateDirectory } from '../../scripts/local/state-directory.ts';
import { throwAwayHome } from '../support/temporary-state.ts';

const deployment = inject('deployment');
const { endpointUrl } = deployment;

/** A home that knows the admin's access key: a start that doesn't makes a new one in place of an old. */
async function secondHome(): Promise<StateDirectory> {
  const home = await throwAwayHome();
  await writeLocalJson(home, deployment);
  return home;
}

async function expectUsable(home: StateDirectory): Promise<void> {
  const local = await readLocalJson(home);
  expect(local?.endpointUrl).toBe(endpointUrl);
  const headers = { authorization: `Bearer ${local?.demoKey}` };
  expect(await fetch(`${local?.sampleRestUrl}/hello`, { headers })).toMatchObject({ status: 200 });
  expect(await fetch(`${local?.sampleHttpUrl}/hello`, { headers })).toMatchObject({ status: 200 });
}

it('an emulator that AWS_ENDPOINT_URL names is used, and runs on', async () => {
  const home = await secondHome();
  vi.stubEnv('AWS_ENDPOINT_URL', endpointUrl);
  onTestFinished(() => void vi.unstubAllEnvs());
  await startHere({ home, progress: silent }, readOptions([]), new AbortController());
  await expectUsable(home);
  expect(await isHealthy(endpointUrl)).toBe(true);
});

it('what runs already is used by a second start, and its demo key stays as it is', async () => {
  const home = await secondHome();
  const running = await acquireLock(home, endpointUrl, () => {});
  onTestFinished(() => running?.release());
  running?.announceReady();
  await startHere({ home, progress: silent }, readOptions([]), new AbortController());
  const first = await readLocalJson(home);
  await startHere({ home, progress: silent }, readOptions([]), new AbortController());
  expect(await readLocalJson(home)).toEqual(first);
  await expectUsable(home);
});
