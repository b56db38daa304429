import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { acquireLock, lockHolder, stopHolder } from '../../../scripts/local/instance-lock.ts';
import { temporaryHome } from '../../support/temporary-state.ts';

const HOLD = new URL('../../../scripts/local/instance-lock.ts', import.meta.url).href;
const ENDPOINT = 'http://127.0.0.1:4566';

it('is held by one start at a time, and by the next after its release', async () => {
  const home = await temporaryHome();
  const first = await acquireLock(home, ENDPOINT, () => {});
  expect(await acquireLock(home, ENDPOINT, () => {})).toBeUndefined();
  await first?.release();
  const second = await acquireLock(home, ENDPOINT, () => {});
  expect(second).toBeDefined();
  await second?.release();
});

it('reports URL and readiness to other starts', async () => {
  const home = await temporaryHome();
  expect(await lockHolder(home)).toBeUndefined();
  const held = await acquireLock(home, ENDPOINT, () => {});
  expect(await lockHolder(home)).toEqual({ endpointUrl: ENDPOINT, ready: false });
  held?.announceReady();
  expect(await lockHolder(home)).toEqual({ endpointUrl: ENDPOINT, ready: true });
  await held?.release();
});

it('stops on request, and the requester waits until it has stopped', async () => {
  const home = await temporaryHome();
  const onStop = vi.fn();
  const held = await acquireLock(home, ENDPOINT, onStop);
  let stopped = false;
  const asked = stopHolder(home).then((found) => {
    stopped = true;
    return found;
  });
  await vi.waitUntil(() => onStop.mock.calls.length > 0);
  expect(stopped).toBe(false);
  await held?.release();
  expect(await asked).toBe(true);
});

it('reports that no start holds a free lock', async () => {
  expect(await stopHolder(await temporaryHome())).toBe(false);
});

it('is acquired after the holder was killed', async () => {
  const home = await temporaryHome();
  const script = `
    const { acquireLock } = await import(${JSON.stringify(HOLD)});
    await acquireLock(${JSON.stringify(home)}, 'http://127.0.0.1:1', () => {});
    console.log('held');`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await access(home.socket);

  expect(await lockHolder(home)).toBeUndefined();
  const held = await acquireLock(home, ENDPOINT, () => {});
  expect(await lockHolder(home)).toEqual({ endpointUrl: ENDPOINT, ready: false });
  await held?.release();
});
