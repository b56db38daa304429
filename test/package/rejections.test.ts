import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run, WITHOUT_CDK_RULES } from './support/run.ts';

const { pinned } = inject('peers');

/** An app of ES modules with the package installed and its sources compiled. */
let compiled: string;
beforeAll(async () => {
  compiled = await compileApp();
});

async function compileApp(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await installPackage(folder, pinned);
  await addFiles(folder, ['apis-stack.ts', 'rejections.ts', 'protected-app.ts', 'tsconfig.json']);
  await run('node_modules/.bin/tsc', ['--skipLibCheck'], { cwd: folder });
  return folder;
}

async function copyOfApp(): Promise<string> {
  const folder = await newFolder();
  await cp(compiled, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

describe('synthesis of an app that cannot be protected fails, with the next step', () => {
  let errors: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const stdout = await run(process.execPath, ['rejections.js'], {
      cwd: compiled,
      env: WITHOUT_CDK_RULES,
    });
    errors = z.record(z.string(), z.string()).parse(JSON.parse(stdout));
  });

  it.each([
    ['an API that is created from an OpenAPI document', /Create it with RestApi/],
    ['an imported REST API', /Call protect\(\) in the app that creates it, on ApiKeys\.fromStage/],
    ['an imported HTTP API', /Call protect\(\) in the app that creates it, on ApiKeys\.fromStage/],
    ['a REST method with another authorizer', /'PUT \/' already has .* AWS_IAM\. Remove it, or/],
    ['an HTTP route with another authorizer', /'PUT \/more' already has .* AWS_IAM\. Remove it, or/],
    ['a route that is added too late', /'DELETE \/' .* too late to protect it\. Add it earlier/],
    ['an open route that does not exist', /Unknown route 'GET \/helth' .*: GET \/orders, POST \/orders/],
  ])('%s', (problem, nextStep) => {
    expect(errors[problem]).toMatch(nextStep);
  });
});

it('synthesis without the bundles fails, with the next step', async () => {
  const folder = await copyOfApp();
  await rm(join(folder, 'node_modules/postern/dist/lambdas'), { recursive: true });
  await expect(run(process.execPath, ['protected-app.js'], { cwd: folder })).rejects.toThrow(
    /Missing bundle .* reinstall postern/,
  );
});

it('loading the package with a too old aws-cdk-lib fails, with both versions', async () => {
  const folder = await copyOfApp();
  await replaceCdk(folder, '2.223.0');
  await expect(run(process.execPath, ['protected-app.js'], { cwd: folder })).rejects.toThrow(
    'postern requires aws-cdk-lib 2.224.0 or later, but 2.223.0 is installed. Run: npm install aws-cdk-lib@latest',
  );
});

/** Changes the version in the manifest of an app's aws-cdk-lib. */
async function replaceCdk(folder: string, version: string): Promise<void> {
  const folderOfCdk = join(folder, 'node_modules/aws-cdk-lib');
  await rm(folderOfCdk);
  await mkdir(folderOfCdk);
  const original = join(pinned, 'aws-cdk-lib');
  for (const entry of await readdir(original)) await symlink(join(original, entry), join(folderOfCdk, entry));
  await rm(join(folderOfCdk, 'package.json'));
  const manifest = z
    .looseObject({})
    .parse(JSON.parse(await readFile(join(original, 'package.json'), 'utf8')));
  await writeFile(join(folderOfCdk, 'package.json'), JSON.stringify({ ...manifest, version }));
}
