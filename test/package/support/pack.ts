import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installLowestCdk } from './lowest-cdk.ts';
import { run } from './run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the extracted package of `npm pack`. */
    packedPackage: string;
    /** The file of `npm pack`. */
    packedTarball: string;
    /** The `node_modules` with the peer dependencies of an app, by name of the version set. */
    peers: { readonly pinned: string; readonly lowest: string };
  }
}

const ROOT = join(import.meta.dirname, '../../..');

/** Packs the latest build once for all tests. */
export default async function pack(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-package-'));
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT });
  const { version } = await import('../../../package.json', { with: { type: 'json' } }).then(
    (module) => module.default,
  );
  const tarball = join(folder, `postern-${version}.tgz`);
  await run('tar', ['-xzf', tarball], { cwd: folder });
  project.provide('packedTarball', tarball);
  project.provide('packedPackage', join(folder, 'package'));
  project.provide('peers', {
    pinned: join(ROOT, 'node_modules'),
    lowest: await installLowestCdk(),
  });
  return () => rm(folder, { recursive: true, force: true });
}
