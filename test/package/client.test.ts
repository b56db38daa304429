import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { codeBlocks } from './support/code-blocks.ts';
import { addFiles, compiledService, installPackage, newFolder } from './support/consumer-app.ts';
import { run } from './support/run.ts';

it.each(['module', 'commonjs'])(
  'calls the API in a service (%s) with postern/client, type-checked, without the CDK',
  async (type) => {
    const folder = await compiledService(type, ['calling-service.ts']);

    const output = await run(process.execPath, ['calling-service.js'], { cwd: folder });

    expect(JSON.parse(output)).toEqual(['acme', 'not-found', 'not-found']);
  },
);

it('compiles the examples of the page on the HTTP API', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await installPackage(folder, inject('peers').pinned);
  await addFiles(folder, ['tsconfig.json']);
  const page = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const examples = codeBlocks(page);
  expect(examples).not.toEqual([]);
  for (const { line, code } of examples) await writeFile(join(folder, `line-${line}.ts`), code);
  await run('node_modules/.bin/tsc', ['--skipLibCheck', '--noEmit'], { cwd: folder });
});
