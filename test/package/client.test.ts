import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { codeBlocks } from './support/code-blocks.ts';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run } from './support/run.ts';

it.each(['module', 'commonjs'])(
  'a service (%s) calls the API with postern/client, type-checked, without the CDK',
  async (type) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
    await installPackage(folder, inject('peers').pinned);
    for (const peer of ['aws-cdk-lib', 'constructs']) await rm(join(folder, 'node_modules', peer));
    await addFiles(folder, ['calling-service.ts', 'tsconfig.json']);
    await run('node_modules/.bin/tsc', ['--skipLibCheck'], { cwd: folder });

    const output = await run(process.execPath, ['calling-service.js'], { cwd: folder });

    expect(JSON.parse(output)).toEqual(['acme', 'not-found', 'not-found']);
  },
);

it('the examples of the page on the HTTP API compile', async () => {
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
