import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MUTATIONS } from './mutations.ts';

const root = join(import.meta.dirname, '../../..');
let copy: string;

/** The sources that the proof runs. They are copied, so the reconciler has no test hooks. */
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'postern-rotation-'));
  for (const each of ['lib', 'scripts/samples', 'test/core/rotation', 'test/support', 'package.json'])
    await cp(join(root, each), join(copy, each), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

it.each(MUTATIONS)(
  'the proof finds a counterexample if $name',
  async ({ file, line, instead, violates }) => {
    const path = join(copy, 'lib/core/rotation', file);
    const sound = await readFile(path, 'utf8');
    const parts = sound.split(`\n${line}\n`);
    expect(parts).toHaveLength(2);
    await writeFile(path, parts.join(`\n${instead}\n`));
    const proof = await prove();
    await writeFile(path, sound);
    expect(proof.stdout).toContain(' 1 violations');
    expect(proof.stderr).toMatch(violates);
    expect(proof.exitCode).toBe(1);
  },
  60_000,
);

function prove(): Promise<{ stdout: string; stderr: string; exitCode: number | null }> {
  const args = ['test/core/rotation/model/prove.ts', '--runs', '4000', '--seed', '7', '--unshrunk'];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: copy }, (_, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: child.exitCode }),
    );
  });
}
