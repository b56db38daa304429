import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const core = join(import.meta.dirname, '../../lib/core');

it.each([
  'Date.now',
  'new Date()',
  'Math.random',
  'randomBytes(',
  'randomUUID',
  'setTimeout',
  'process.',
  'console.',
])('core receives time, randomness and its environment as arguments: no %s', async (forbidden) => {
  const offenders: string[] = [];
  for await (const file of glob('**/*.ts', { cwd: core })) {
    if ((await readFile(join(core, file), 'utf8')).includes(forbidden)) offenders.push(file);
  }
  expect(offenders).toEqual([]);
});
