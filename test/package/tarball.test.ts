import { globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { LOWEST_CDK_VERSION } from '../../lib/constructs/cdk-version.ts';
import manifest from '../../package.json' with { type: 'json' };
import { installPackage, newFolder } from './support/consumer-app.ts';
import { run, WITHOUT_CDK_RULES } from './support/run.ts';

const folder = inject('packedPackage');
const files = globSync('**', { cwd: folder }).filter((file) => statSync(join(folder, file)).isFile());

/** The packages that the library, the guard and the CLI import, once resolved through every file of theirs. */
async function importedPackages(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [...entryModules(), ...Object.values(manifest.bin)],
    outdir: '.',
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    metafile: true,
  });
  const names = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports.map(({ path }) => path))
    .filter((path) => !path.startsWith('node:'))
    .map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)];
}

/** The modules of the entries in both formats. */
function entryModules(): readonly string[] {
  const { '.': constructs, './guard': guard, './consumer': consumer, './client': client } = manifest.exports;
  const both = [guard, consumer, client].flatMap(({ import: esm, require: commonJs }) => [esm, commonJs]);
  return [constructs, ...both].map((entry) => entry.default);
}

describe('the packed package', () => {
  it.each([
    'dist/cjs/index.cjs',
    'dist/cjs/types/index.d.cts',
    'dist/cjs/guard.cjs',
    'dist/cjs/types/guard/guard.d.cts',
    'dist/cjs/consumer.cjs',
    'dist/cjs/types/consumer/consumer.d.cts',
    'dist/cjs/client.cjs',
    'dist/cjs/types/api-client/client.d.cts',
    'dist/lib/api-client/client.js',
    'dist/lib/api-client/client.d.ts',
    'dist/lib/guard/guard.js',
    'dist/lib/guard/guard.d.ts',
    'dist/lib/consumer/consumer.js',
    'dist/lib/consumer/consumer.d.ts',
    'bin/postern.js',
    'dist/bin/app.js',
    'docs/deploy.md',
    'docs/policies/deployer.json',
    'dist/lambdas/authorizer/index.mjs',
    'dist/lambdas/public-api/index.mjs',
    'dist/lambdas/self-service/index.mjs',
    'dist/lambdas/aggregate-usage/index.mjs',
    'dist/lambdas/record-usage/index.mjs',
    'dist/lambdas/managed-key-resource/index.mjs',
    'dist/lambdas/control-api/index.mjs',
    'dist/lambdas/dashboard/index.mjs',
    'dist/lambdas/dashboard/files/index.html',
    'dist/lambdas/dashboard/files/index.html.br',
    'dist/lambdas/rotate-key/index.mjs',
    'dist/lambdas/sweep-keys/index.mjs',
    'dist/lambdas/publish-limit-events/index.mjs',
    'dist/lambdas/append-audit-chain/index.mjs',
    'dist/lambdas/check-audit-chain/index.mjs',
    'dist/lambdas/collect-key-metrics/index.mjs',
    'dist/lambdas/format-notification/index.mjs',
    'README.md',
  ])('contains %s', (file) => {
    expect(files).toContain(file);
  });

  it('contains only JavaScript, declarations, the CLI, the bundles, the dashboard and the documents', () => {
    const documents = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];
    const code =
      /^(?:bin\/postern\.js|dist\/bin\/[a-z-]+\.(?:js|d\.ts)|dist\/cjs\/\w+\.cjs|dist\/cjs\/types\/.*\.d\.cts|dist\/lib\/.*\.(js|d\.ts)|dist\/lambdas\/(?!sample-)[a-z-]+\/index\.mjs)$/;
    const dashboard =
      /^dist\/lambdas\/dashboard\/files\/(?:index\.html|assets\/[\w-]+\.(?:js|css|svg|woff2))(?:\.br|\.gz)?$/;
    const document = /^docs\/(?:[a-z-]+|README|runbooks\/[a-z-]+)\.md$|^docs\/policies\/[a-z-]+\.json$/;
    const isExpected = (file: string) =>
      documents.includes(file) || code.test(file) || dashboard.test(file) || document.test(file);
    expect(files.filter((file) => !isExpected(file))).toEqual([]);
  });

  it('declares each package that it imports, and no other', async () => {
    const { dependencies, peerDependencies } = manifest;
    const declared = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    // The types of the CLI library have the library as a peer dependency.
    const imported = [...(await importedPackages()), 'commander'];
    expect(declared.sort()).toEqual(imported.sort());
  });

  it('has the same minimum aws-cdk-lib as a peer dependency and when it is loaded', () => {
    expect(manifest.peerDependencies['aws-cdk-lib']).toBe(`^${LOWEST_CDK_VERSION}`);
  });

  it('deploys a stage of any name with its own settings: postern init, then an app that synthesizes', async () => {
    const app = await newFolder();
    await installPackage(app, inject('peers').pinned);
    const command = (name: 'postern' | 'postern-app') =>
      join(app, 'node_modules/postern', manifest.bin[name]);
    const options = ['init', '--stage', 'staging', '--region', 'eu-central-1'];
    await run(process.execPath, [command('postern'), ...options], { cwd: app });
    const settings = {
      stage: 'staging',
      region: 'eu-central-1',
      profile: { prefix: 'acme_' },
      audit: { archive: 'none' },
    };
    await writeFile(join(app, 'postern.json'), JSON.stringify(settings));

    await run(process.execPath, [command('postern-app')], {
      cwd: app,
      env: { CDK_OUTDIR: 'out', ...WITHOUT_CDK_RULES },
    });

    const template = await readFile(join(app, 'out/Postern-staging-Access.template.json'), 'utf8');
    expect(template).toContain('/postern/staging/profile/acme-');
    expect(template).toContain('{\\"name\\":\\"acme\\",\\"prefix\\":\\"acme_\\"}');
  });

  it('contains a CLI that runs', async () => {
    const app = await newFolder();
    await installPackage(app, inject('peers').pinned);
    const cli = join(app, 'node_modules/postern', manifest.bin.postern);
    expect(await run(process.execPath, [cli, '--help'], { cwd: app })).toContain('Usage: postern');
  });
});
