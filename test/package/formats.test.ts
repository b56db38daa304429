import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run, WITHOUT_CDK_RULES } from './support/run.ts';

describe('the entries of the package', () => {
  it('have types that agree with their modules in every resolution mode of TypeScript', async () => {
    const tarball = await readFile(inject('packedTarball'));
    const { problems } = { problems: [], ...(await checkPackage(createPackageFromTarballData(tarball))) };
    expect(problems).toEqual([]);
  });

  it('follow the rules of publint', async () => {
    const { messages } = await publint({ pkgDir: inject('packedPackage'), pack: false, strict: true });
    expect(messages).toEqual([]);
  });
});

describe('an app of CommonJS with moduleResolution node', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ jest: { transform: {}, testMatch: ['**/*.test.js'] } }),
    );
    await installPackage(folder, inject('peers').pinned, ['typescript-5', 'jest', '@jest/globals']);
    await addFiles(folder, ['apis-stack.ts', 'classic-app.ts', 'classic-app.test.ts']);
    const compilerOptions = {
      target: 'ES2022',
      module: 'commonjs',
      moduleResolution: 'node10',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  });

  it('compiles with TypeScript 5 and is protected in a test with Jest', async () => {
    await run(process.execPath, ['node_modules/typescript-5/bin/tsc'], { cwd: folder });
    await run(process.execPath, ['node_modules/jest/bin/jest.js', '--ci'], {
      cwd: folder,
      env: WITHOUT_CDK_RULES,
    });
  });
});
