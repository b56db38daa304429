import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const LOSSY = /\.(?:to(?:Locale)?(?:Lower|Upper)Case|normalize|localeCompare)\(/;

it('code that decides or stores never uses Unicode case folding, because different texts would compare as equal', async () => {
  const offenders: string[] = [];
  for await (const file of glob('{lib/{core,enforcement,guard,http,adapters},lambdas}/**/*.ts', {
    cwd: root,
  })) {
    if (file === 'lib/core/ascii.ts') continue;
    if (LOSSY.test(await readFile(join(root, file), 'utf8'))) offenders.push(file);
  }
  expect(offenders).toEqual([]);
});
