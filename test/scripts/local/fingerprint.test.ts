import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { fingerprintOf } from '../../../scripts/local/fingerprint.ts';
import { temporaryFolder } from '../../support/temporary-state.ts';

const INPUTS = [
  'bin/app.ts',
  'lib/core/keys/key.ts',
  'lambdas/authorizer/index.ts',
  'scripts/build/build.ts',
  'package.json',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const OTHERS = [
  'README.md',
  'scripts/local/start.ts',
  'test/core/key.test.ts',
  'dist/lib/index.js',
  'biome.json',
];

async function repository() {
  const root = await temporaryFolder();
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  };
  for (const file of [...INPUTS, ...OTHERS]) await write(file, file);
  return { root, write };
}

it.each(INPUTS)('changes with %s, and is restored with the old content', async (file) => {
  const { root, write } = await repository();
  const before = await fingerprintOf(root);
  await write(file, 'changed');
  expect(await fingerprintOf(root)).not.toBe(before);
  await write(file, file);
  expect(await fingerprintOf(root)).toBe(before);
});

it.each(OTHERS)('does not change with %s, which is not deployed', async (file) => {
  const { root, write } = await repository();
  const before = await fingerprintOf(root);
  await write(file, 'changed');
  expect(await fingerprintOf(root)).toBe(before);
});

it('changes with another profile than the default one', async () => {
  const { root } = await repository();
  expect(await fingerprintOf(root, 'other')).not.toBe(await fingerprintOf(root));
  expect(await fingerprintOf(root, 'default')).toBe(await fingerprintOf(root));
});

it('changes if a file is added, removed or swaps its content with another', async () => {
  const { root, write } = await repository();
  const seen = [await fingerprintOf(root)];
  await write('lib/new.ts', '');
  seen.push(await fingerprintOf(root));
  await rm(join(root, 'lib/new.ts'));
  await rm(join(root, 'bin/app.ts'));
  seen.push(await fingerprintOf(root));
  await write('bin/app.ts', 'package.json');
  await write('package.json', 'bin/app.ts');
  seen.push(await fingerprintOf(root));
  expect(new Set(seen).size).toBe(seen.length);
});
