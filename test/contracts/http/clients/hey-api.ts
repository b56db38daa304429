import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../package/support/run.ts';
import type { ClientGenerator } from './prove.ts';

const COMPILER = join(import.meta.dirname, '../../../../node_modules/typescript/bin/tsc');
const TSCONFIG = {
  compilerOptions: {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'dom'],
  },
  include: ['client'],
};

/** Generates an SDK. The generator is not a dependency because it has 80 packages: the registry serves it. */
export async function createHeyApiGenerator(folder: string): Promise<ClientGenerator> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}');
  const packages = ['@hey-api/openapi-ts@0.99.0', 'typescript@5.9.3'];
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  const generator = join(folder, 'node_modules/.bin/openapi-ts');

  return async (document, place) => {
    await writeFile(join(place, 'openapi.json'), JSON.stringify(document));
    await writeFile(join(place, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    await run(process.execPath, [generator, '--input', 'openapi.json', '--output', 'client'], { cwd: place });
    await run(process.execPath, [COMPILER, '--project', place], { cwd: place });
    const types = await readFile(join(place, 'client/types.gen.ts'), 'utf8');
    const names = [...types.matchAll(/^export type (\w+)/gm)].map(([, name = '']) => name);
    const numbered = names.filter((name) => /\d$/.test(name));
    if (numbered.length > 0) throw new Error(`The generator numbered names that exist twice: ${numbered}`);
    return `${names.length} types compile`;
  };
}
