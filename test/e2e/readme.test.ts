import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, inject, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const readme = await readFile(join(root, 'README.md'), 'utf8');

/** All blocks that are marked as runnable, with the output that the README shows below each. */
const blocks = [...readme.matchAll(/```sh runnable\n(.*?)```\n(?:\n```text\n(.*?)```\n)?/gs)].map(
  ([, script = '', output]) => ({ script, output }),
);

const folder = await mkdtemp(join(tmpdir(), 'postern-readme-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `…` matches any text in a line, and any number of lines if it is the whole line. */
function patternOf(output: string): RegExp {
  const lines = output.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line === '…' ? '[^]*' : line.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*'),
  );
  return new RegExp(`^${patterns.join('\n')}$`);
}

it('the runnable blocks of the README, run in order, print the documented output', async () => {
  for (const shared of ['package.json', 'node_modules', 'bin', 'dist']) {
    await symlink(join(root, shared), join(folder, shared));
  }
  await symlink(join(inject('deploymentFolder'), '.postern'), join(folder, '.postern'));
  const separator = '=== next block ===';
  const script = [
    'set -eu',
    'exec 2>&1',
    ...blocks.map(({ script }) => `${script}echo; echo '${separator}'`),
  ].join('\n');

  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: folder,
    env: { ...process.env, npm_config_loglevel: 'error' },
  });

  const outputs = stdout.replaceAll('\r', '').split(separator);
  expect(blocks.filter(({ output }) => output).length).toBeGreaterThan(3);
  for (const [index, { output, script }] of blocks.entries()) {
    if (output) expect(outputs[index]?.trim(), script).toMatch(patternOf(output));
  }
});
