import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, it } from 'vitest';
import { adminClient } from './support/admin.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.js');
const { tenant, admin } = inject('deployment');

/** Runs the CLI where the deployment is found, and kills it where it hangs. */
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

it('the demo shows a key issued, accepted, revoked and refused, and leaves it revoked', async () => {
  const before = await demoKeys();
  const { exitCode, stdout } = start('demo');
  expect((await stdout).match(/^\d{3}$/gm)).toEqual(['201', '200', '200', '401']);
  expect(await exitCode).toBe(0);
  const after = await demoKeys();
  expect(after.length).toBe(before.length + 1);
  expect(after.filter(({ status }) => status !== 'revoked')).toEqual([]);
});

it('a demo that is interrupted leaves no key that is accepted', async () => {
  const before = await demoKeys();
  const { child, exitCode, stdout } = start('demo');
  // From here on the key is known.
  child.stdout.once('data', () => child.kill('SIGINT'));
  await stdout;
  expect(await exitCode).not.toBeNull();
  const after = await demoKeys();
  expect(after.length).toBe(before.length + 1);
  expect(after.filter(({ status }) => status !== 'revoked')).toEqual([]);
});

it('the doctor finds nothing wrong with what was just deployed', async () => {
  const { exitCode, stdout } = start('doctor');
  const lines = (await stdout).trimEnd().split('\n');
  expect(lines.filter((line) => !/^(ok|skip) /.test(line))).toEqual([]);
  expect(lines.join('\n')).toContain(admin.accessKeyId);
  expect(await exitCode).toBe(0);
});
