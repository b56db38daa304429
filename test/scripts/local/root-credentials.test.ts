import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useRootCredentials } from '../../../scripts/local/root-credentials.ts';
import { temporaryFolder } from '../../support/temporary-state.ts';

it('root credentials are generated once, differ between clones, and only their owner can read them', async () => {
  const files = [await temporaryFolder(), await temporaryFolder()].map((folder) =>
    join(folder, '.postern/root-credentials.json'),
  );
  const [first = '', second = ''] = files;
  const created = useRootCredentials(first);
  expect(created.secretAccessKey.length).toBeGreaterThanOrEqual(40);
  expect(useRootCredentials(first)).toEqual(created);
  expect(useRootCredentials(second)).not.toEqual(created);
  expect((await stat(first)).mode & 0o777).toBe(0o600);
  expect((await stat(join(first, '..'))).mode & 0o777).toBe(0o700);
});

it('reports a damaged file without replacing it, because a running emulator may use its credentials', async () => {
  const file = join(await temporaryFolder(), 'root-credentials.json');
  await writeFile(file, '{');
  expect(() => useRootCredentials(file)).toThrow(
    /root-credentials\.json cannot be read\. Delete it and start again\.$/,
  );
  expect(await readFile(file, 'utf8')).toBe('{');
});
