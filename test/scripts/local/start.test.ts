import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/local/state-directory.ts';

function start(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const script = join(ROOT, 'scripts/local/start.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, AWS_ENDPOINT_URL: undefined, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

it.each([
  [['--datach'], {}, /^Invalid options '--datach'/],
  [['--detach', '--port', 'x'], {}, /^Invalid --port 'x'/],
  [
    [],
    { AWS_ENDPOINT_URL: 'https://dynamodb.us-east-1.amazonaws.com' },
    /^Invalid AWS_ENDPOINT_URL \(https:/,
  ],
  [['--reset'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, /^--reset cannot delete/],
])('rejects %o with %o in one line, without side effects', (args, environment, line) => {
  const { status, stdout, lines } = start(args, environment);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(lines).toEqual([expect.stringMatching(line)]);
});

it.each(['start.ts', 'sign-in.ts'])('%s prints its help without side effects', (script) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/local', script), '--help'],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^[A-Z][^\n]+\.\n\nUsage: npm /);
  expect(stdout).toMatch(/Examples?:\n {2}\S/);
});
