import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const STATIC_IMPORT = /^(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s)?'([^']+)'/gm;

/** All that is loaded before a command is known: files of the repository, and packages. */
function loadedAtStart(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(STATIC_IMPORT)) {
    if (specifier.startsWith('.')) loadedAtStart(join(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

it('loads neither schemas nor the AWS SDK for help and usage errors', () => {
  const packages = [...loadedAtStart('lib/cli/main.ts')].filter((each) => !each.endsWith('.ts'));
  expect(packages.filter((each) => !each.startsWith('node:')).toSorted()).toEqual([
    '@commander-js/extra-typings',
    'string-width',
  ]);
});

it('loads no command at the start', () => {
  const loaded = [...loadedAtStart('lib/cli/main.ts')];
  expect(loaded).not.toContain('lib/cli/keys.ts');
  expect(loaded).toContain('lib/cli/command-groups.ts');
});
