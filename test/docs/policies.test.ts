import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');
const deploy = await readFile(join(docs, 'deploy.md'), 'utf8');

it('the removal deletes each policy that a document creates', async () => {
  const files = await readdir(join(docs, 'policies'));
  const deleted = deploy.match(/for NAME in (.*)\n/)?.[1]?.split(' ');
  expect(deleted?.sort()).toEqual(files.map((file) => file.replace('.json', '')).sort());
});

it('a deployment from the package copies the policies for every stage before a command reads them', () => {
  const copied = deploy.indexOf('```sh\nmkdir docs && cp -r node_modules/postern/docs/policies docs/\n```');
  expect(copied).toBeGreaterThan(0);
  expect(copied).toBeLessThan(deploy.indexOf("sed -i.bak 's/prod/"));
  expect(copied).toBeLessThan(deploy.indexOf('file://docs/policies/'));
});
