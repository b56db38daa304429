import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, inject, it } from 'vitest';
import { addFiles, installPackage, newFolder } from './support/consumer-app.ts';
import { run, WITHOUT_CDK_RULES } from './support/run.ts';

const CDK = join(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');
/** Disables network requests for new versions and notices. */
const QUIET = { CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: '1', CI: '1' };

/** The lines that protect the APIs of a new `cdk init` app. */
const ADDED_LINES = [
  "import { ApiKeys } from 'postern';",
  "const keys = new ApiKeys(new cdk.Stack(app, 'Keys'), 'Keys', { stage: 'dev' });",
  'keys.protect(apis.rest);',
  'keys.protect(apis.http);',
];

async function templateOf(output: string, stack: string): Promise<Template> {
  return Template.fromString(await readFile(join(output, `${stack}.template.json`), 'utf8'));
}

/** Every route needs a key, and each API has its own authorizer function, whose code is in the output. */
async function expectProtection(output: string): Promise<void> {
  const template = await templateOf(output, 'Apis');
  template.resourceCountIs('AWS::ApiGateway::Method', 2);
  template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'CUSTOM' });
  template.resourceCountIs('AWS::ApiGatewayV2::Route', 2);
  template.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'CUSTOM' });
  template.resourcePropertiesCountIs(
    'AWS::Lambda::Function',
    { Description: 'Decides on API keys', Runtime: 'nodejs24.x' },
    2,
  );
}

// One app for each version of the CDK and each format: an app takes 15 seconds of CPU time.
describe('an app outside this repository', () => {
  const { pinned, lowest } = inject('peers');

  it('of cdk init, as CommonJS with the lowest aws-cdk-lib, is protected with at most five lines, and synthesis passes', async () => {
    const folder = await newFolder();
    const cdk = (...args: string[]) => run(process.execPath, [CDK, ...args], { cwd: folder, env: QUIET });
    await cdk('init', 'app', '--language', 'typescript', '--generate-only');
    await installPackage(folder, lowest);
    await addJestTypes(folder);
    await addFiles(join(folder, 'lib'), ['apis-stack.ts', 'other-app.ts']);
    await appendFile(
      join(folder, 'bin/my-app.ts'),
      [
        "import { ApisStack } from '../lib/apis-stack';",
        "const apis = new ApisStack(app, 'Apis');",
        ...ADDED_LINES,
      ].join('\n'),
    );

    await cdk('synth', '--quiet', '--output', 'out');
    await run('node_modules/.bin/tsx', ['lib/other-app.ts'], {
      cwd: folder,
      env: { CDK_OUTDIR: 'other', ...WITHOUT_CDK_RULES },
    });

    expect(ADDED_LINES.length).toBeLessThanOrEqual(5);
    await expectProtection(join(folder, 'out'));
    await expectProtection(join(folder, 'other'));
  });

  it('of ES modules, with the pinned aws-cdk-lib, is protected, type-checked and synthesized', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await installPackage(folder, pinned);
    await addFiles(folder, ['apis-stack.ts', 'protected-app.ts', 'other-app.ts', 'tsconfig.json']);

    await run('node_modules/.bin/tsc', [], { cwd: folder });
    const outputs = ['protected-app', 'other-app'].map(async (name) => {
      const output = join(folder, `out-${name}`);
      await run(process.execPath, [`${name}.js`], {
        cwd: folder,
        env: { CDK_OUTDIR: output, ...WITHOUT_CDK_RULES },
      });
      return output;
    });

    for (const output of outputs) await expectProtection(await output);
  });
});

/** The Jest types that the test of the app needs. Jest is not installed here. */
async function addJestTypes(folder: string): Promise<void> {
  const types = join(folder, 'node_modules/@types/jest');
  await mkdir(types);
  await writeFile(join(types, 'index.d.ts'), 'declare function test(name: string, run: () => void): void;\n');
}
