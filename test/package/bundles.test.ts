import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../dist/lambdas');

it('no function loads node:http or the credential chain of the SDK when it starts', async () => {
  const names = await readdir(folder);
  expect(names).toContain('authorizer');
  for (const name of names) {
    const bundle = await readFile(join(folder, name, 'index.mjs'), 'utf8');
    expect(bundle, name).not.toMatch(/from ?"(node:)?http"/);
    // A source of credentials that only the chain has.
    expect(bundle, name).not.toContain('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  }
});

it('the authorizer bundles at most 60 KB', async () => {
  const bundle = await readFile(join(folder, 'authorizer/index.mjs'));
  expect(bundle.length).toBeLessThanOrEqual(60_000);
});
