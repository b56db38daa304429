import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('what serves key holders is built without any way to reach data: no AWS client, no adapter, no use case', async () => {
  const { metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '../../..'),
    entryPoints: ['lambdas/public-api/index.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain('lambdas/public-api/handler.ts');
  expect(inputs.filter((each) => /aws|smithy|adapters|use-case/.test(each))).toEqual([]);
});
