import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run } from './support/run.ts';

it.each(['module', 'commonjs'])(
  'a service (%s) imports the guard from postern/guard, type-checked, with no CDK beside it, and is guarded by it',
  async (type) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
    await installPackage(folder, inject('peers').pinned);
    for (const peer of ['aws-cdk-lib', 'constructs']) await rm(join(folder, 'node_modules', peer));
    await addFiles(folder, ['guarded-service.ts', 'guarded-calls.ts', 'tsconfig.json']);
    await run('node_modules/.bin/tsc', ['--skipLibCheck', 'false'], { cwd: folder });

    const said = await run(process.execPath, ['guarded-calls.js'], { cwd: folder });

    const answers = said.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(answers)).toEqual([
      expect.stringMatching(/^GuardSetupError: .*POSTERN_KEY_TABLE is missing.*Call keys\.guard\(fn\)/),
      '200 open',
      '401 {"error":"Missing Authorization header"}',
    ]);
  },
);
