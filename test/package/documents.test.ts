import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { accessVariables } from '../../lib/contracts/environment/access.ts';
import { ACCESS_SETTINGS } from '../../scripts/samples/access-settings.ts';
import { codeBlocks, exampleModule } from './support/code-blocks.ts';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run, WITHOUT_CDK_RULES } from './support/run.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The environment that `keys.guard()` sets, because guards of frameworks read it when they are created. */
const DEPLOYMENT = {
  AWS_REGION: 'eu-central-1',
  ...accessVariables.write(ACCESS_SETTINGS),
};

/** The documents with examples, and the minimum number of their examples. */
const DOCUMENTS = [
  ['README.md', 2],
  ['docs/constructs.md', 18],
  ['docs/profiles.md', 1],
  ['docs/other-tools.md', 1],
] as const;

/** A module for each example of a document. Its name contains the document and the line. */
async function modulesOf([document, atLeast]: (typeof DOCUMENTS)[number]) {
  const blocks = codeBlocks(await readFile(join(ROOT, document), 'utf8'));
  expect(blocks.length, document).toBeGreaterThanOrEqual(atLeast);
  return blocks.map((block) => ({
    name: `${basename(document, '.md')}-line-${block.line}`,
    source: exampleModule(block),
  }));
}

it('each TypeScript example of a guide to constructs compiles and synthesizes', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await installPackage(folder, inject('peers').pinned, [
    'hono',
    '@types/aws-lambda',
    'express',
    '@types/express',
  ]);
  await addFiles(folder, ['example-stack.ts', 'tsconfig.json']);
  const modules = (await Promise.all(DOCUMENTS.map(modulesOf))).flat();
  for (const { name, source } of modules) await writeFile(join(folder, `${name}.ts`), source);
  await writeFile(join(folder, 'all.ts'), modules.map(({ name }) => `import './${name}.js';`).join('\n'));

  await run('node_modules/.bin/tsc', ['--skipLibCheck'], { cwd: folder });
  await run(process.execPath, ['all.js'], { cwd: folder, env: { ...WITHOUT_CDK_RULES, ...DEPLOYMENT } });
});
