import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { isHealthy } from '../../scripts/local/endpoint.ts';
import { startHere } from '../../scripts/local/foreground.ts';
import { acquireLock } from '../../scripts/local/instance-lock.ts';
import { readLocalJson, writeLocalJson } from '../../scripts/local/local-json.ts';
import { readOptions } from '../../scripts/local/options.ts';
import { silent } from '../../scripts/local/progress.ts';
import type { StateDirectory } from '../../scripts/local/state-directory.ts';
import { temporaryHome } from '../support/temporary-state.ts';

const deployment = inject('deployment');
const { endpointUrl } = deployment;

/** A state directory with the access key of the admin, because a start without it replaces the key. */
async function secondHome(): Promise<StateDirectory> {
  const home = await temporaryHome();
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

it('a start uses the emulator in AWS_ENDPOINT_URL and leaves it running', async () => {
  const home = await secondHome();
  vi.stubEnv('AWS_ENDPOINT_URL', endpointUrl);
  onTestFinished(() => void vi.unstubAllEnvs());
  await startHere({ home, progress: silent }, readOptions([]), new AbortController());
  await expectUsable(home);
  expect(await isHealthy(endpointUrl)).toBe(true);
});

it('a second start uses the running instance and keeps its demo key', async () => {
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
