import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, it } from 'vitest';
import { adminClient } from './support/admin.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.js');
const { tenant, admin } = inject('deployment');

/** Runs the CLI in the folder of the deployment, with a timeout. */
function start(command: string) {
  const child = spawn(process.execPath, [POSTERN, command], {
    cwd: inject('deploymentFolder'),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, exitCode, stdout: text(child.stdout) };
}

async function demoKeys() {
  const { items } = await adminClient.call('listKeys', { params: { tenant }, query: { limit: 100 } });
  return items.filter(({ name }) => name === 'postern-demo');
}

it('the demo issues a key, uses it, revokes it and shows that it is denied', async () => {
  const before = await demoKeys();
  const { exitCode, stdout } = start('demo');
  expect((await stdout).match(/^\d{3}$/gm)).toEqual(['201', '200', '200', '401']);
  expect(await exitCode).toBe(0);
  const after = await demoKeys();
  expect(after.length).toBe(before.length + 1);
  expect(after.filter(({ status }) => status !== 'revoked')).toEqual([]);
});

it('an interrupted demo leaves no active key', async () => {
  const before = await demoKeys();
  const { child, exitCode, stdout } = start('demo');
  // The first output is written after the key was created.
  child.stdout.once('data', () => child.kill('SIGINT'));
  await stdout;
  expect(await exitCode).not.toBeNull();
  const after = await demoKeys();
  expect(after.length).toBe(before.length + 1);
  expect(after.filter(({ status }) => status !== 'revoked')).toEqual([]);
});

it('the doctor reports no problems of a new deployment', async () => {
  const { exitCode, stdout } = start('doctor');
  const lines = (await stdout).trimEnd().split('\n');
  expect(lines.filter((line) => !/^(ok|skip) /.test(line))).toEqual([]);
  expect(lines.join('\n')).toContain(admin.accessKeyId);
  expect(await exitCode).toBe(0);
});
