import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run } from './support/run.ts';

it.each(['module', 'commonjs'])(
  "a service (%s) reads a managed key by postern/consumer and AWS's own client, type-checked, with no CDK beside it",
  async (type) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
    await installPackage(folder, inject('peers').pinned);
    for (const peer of ['aws-cdk-lib', 'constructs']) await rm(join(folder, 'node_modules', peer));
    await addFiles(folder, ['consuming-service.ts', 'tsconfig.json']);
    await run('node_modules/.bin/tsc', ['--skipLibCheck'], { cwd: folder });

    const said = await run(process.execPath, ['consuming-service.js'], {
      cwd: folder,
      env: { AWS_REGION: 'eu-central-1' },
    });

    expect(JSON.parse(said)).toEqual([200, 200, 'invalid-secret']);
  },
);
