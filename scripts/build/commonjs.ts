import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

/** The entries that are published as CommonJS, by name of their bundle. */
const ENTRIES = {
  index: 'dist/lib/index.js',
  guard: 'dist/lib/guard/guard.js',
  consumer: 'dist/lib/consumer/consumer.js',
  client: 'dist/lib/api-client/client.js',
};

const OUTPUT = 'dist/cjs';

/** A relative import of a declaration, with its file name without the extension. */
const RELATIVE_IMPORT = /(from\s+|import\s+|import\()(['"])(\.{1,2}\/[^'"]+?)\.(?:ts|js)\2/g;

/**
 * Publishes the emitted entries as CommonJS too: a bundle `dist/cjs/<name>.cjs` of each, with every dependency external,
 * and the declarations that the entries reach, as `.d.cts` files.
 */
export async function buildCommonJs(root: string): Promise<void> {
  await rm(join(root, OUTPUT), { recursive: true, force: true });
  await Promise.all([bundleEntries(root), copyDeclarations(root)]);
}

async function bundleEntries(root: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: OUTPUT,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Modules that are bundled as CommonJS have no import.meta. createRequire() also accepts a path.
    define: { 'import.meta.url': '__filename' },
    logLevel: 'warning',
  });
}

async function copyDeclarations(root: string): Promise<void> {
  const entries = Object.values(ENTRIES).map((entry) => join(root, entry.replace(/\.js$/, '.d.ts')));
  const reached = new Set(entries);
  // A set also visits the values that are added during the loop.
  for (const declaration of reached) {
    const source = await readFile(declaration, 'utf8');
    for (const [, , , specifier] of source.matchAll(RELATIVE_IMPORT))
      reached.add(join(dirname(declaration), `${specifier}.d.ts`));
    const path = relative(join(root, 'dist/lib'), declaration).replace(/\.d\.ts$/, '.d.cts');
    const target = join(root, OUTPUT, 'types', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, source.replace(RELATIVE_IMPORT, '$1$2$3.cjs$2'));
  }
}
