import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('bundles the public API without code that changes data: no use case, no commit', async () => {
  const { metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '../../..'),
    entryPoints: ['lambdas/public-api/index.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain('lib/adapters/dynamodb/read-key.ts');
  expect(
    inputs.filter((each) => /core\/use-case|dynamodb\/(store|commit|transaction|query)/.test(each)),
  ).toEqual([]);
});
