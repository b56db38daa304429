import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { runAlarms } from '../../scripts/local/alarms/run-alarms.ts';
import { stateDirectoryIn } from '../../scripts/local/state-directory.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.js');
const { endpointUrl } = inject('deployment');
const report = z.object({
  interrupted: z.boolean(),
  guarantees: z.array(z.object({ name: z.string(), result: z.string(), found: z.string().optional() })),
});

const relay = new AbortController();
let relayed: Promise<void>;
beforeAll(() => {
  // CloudWatch reads metrics from logs. On the emulator, npm start relays them.
  relayed = runAlarms(stateDirectoryIn(inject('deploymentFolder')), endpointUrl, relay.signal);
});
afterAll(async () => {
  relay.abort();
  await relayed;
});

function smoke(...words: readonly string[]) {
  const child = spawn(process.execPath, [POSTERN, 'smoke', '--json', ...words], {
    cwd: inject('deploymentFolder'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, exitCode, stdout: text(child.stdout), stderr: text(child.stderr) };
}

it('smoke sees every guarantee of a new deployment', async () => {
  const { exitCode, stdout, stderr } = smoke('--timeout', '60');
  expect(await stderr).toBe('');
  const { guarantees, interrupted } = report.parse(JSON.parse(await stdout));
  expect(guarantees.filter(({ result }) => result !== 'seen')).toEqual([]);
  expect(guarantees.map(({ name }) => name)).toContain('clean-up');
  expect(interrupted).toBe(false);
  expect(await exitCode).toBe(0);
});
