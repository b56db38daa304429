import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run, WITHOUT_CDK_RULES } from './support/run.ts';

const { pinned } = inject('peers');

/** An app of ES modules with the package installed and its sources compiled. */
async function compiledApp(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await installPackage(folder, pinned);
  await addFiles(folder, ['apis-stack.ts', 'refusals.ts', 'protected-app.ts', 'tsconfig.json']);
  await run('npx', ['tsc', '--skipLibCheck'], { cwd: folder });
  return folder;
}

describe('an app that can not be protected as it is written fails at synth, and is told what to write', () => {
  let complaints: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const stdout = await run(process.execPath, ['refusals.js'], {
      cwd: await compiledApp(),
      env: WITHOUT_CDK_RULES,
    });
    complaints = z.record(z.string(), z.string()).parse(JSON.parse(stdout));
  });

  it.each([
    ['an API made from a document', /make it with RestApi/],
    ['an imported REST API', /call protect\(\) in the app that makes it, on ApiKeys\.fromStage/],
    ['an imported HTTP API', /call protect\(\) in the app that makes it, on ApiKeys\.fromStage/],
    ['a REST method with an authorizer of its own', /'PUT \/' already has .* AWS_IAM; take it away, or/],
    ['an HTTP route with an authorizer of its own', /'PUT \/more' already has .* AWS_IAM; take it away, or/],
    [
      'a route that is added too late to be protected',
      /'DELETE \/' .* too late to protect it; add it earlier/,
    ],
    ['an open route that does not exist', /'GET \/helth', which is none of .*: GET \/orders, POST \/orders/],
  ])('%s', (what, advice) => {
    expect(complaints[what]).toMatch(advice);
  });
});

it('a package without its bundles fails at synth, and says what to do', async () => {
  const folder = await compiledApp();
  await rm(join(folder, 'node_modules/postern/dist/lambdas'), { recursive: true });
  await expect(run(process.execPath, ['protected-app.js'], { cwd: folder })).rejects.toThrow(
    /the bundle .* is missing; .* install postern again/,
  );
});

it('a version of aws-cdk-lib below the lowest fails when the package is loaded, and names both', async () => {
  const folder = await compiledApp();
  await replaceCdk(folder, '2.223.0');
  await expect(run(process.execPath, ['protected-app.js'], { cwd: folder })).rejects.toThrow(
    'postern needs aws-cdk-lib 2.224.0 or newer, but 2.223.0 is installed; run: npm install aws-cdk-lib@latest',
  );
});

/** Makes an app's aws-cdk-lib say that it is of another version. */
async function replaceCdk(folder: string, version: string): Promise<void> {
  const place = join(folder, 'node_modules/aws-cdk-lib');
  await rm(place);
  await mkdir(place);
  const original = join(pinned, 'aws-cdk-lib');
  for (const entry of await readdir(original)) await symlink(join(original, entry), join(place, entry));
  await rm(join(place, 'package.json'));
  const manifest = z
    .looseObject({})
    .parse(JSON.parse(await readFile(join(original, 'package.json'), 'utf8')));
  await writeFile(join(place, 'package.json'), JSON.stringify({ ...manifest, version }));
}
