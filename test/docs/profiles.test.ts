import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const COPIED = ['lib/core', 'test/core/profiles', 'package.json', 'tsconfig.json'];

const folders: string[] = [];

afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** The profile in the document. */
async function shownProfile(): Promise<string> {
  const document = await readFile(join(root, 'docs/profiles.md'), 'utf8');
  const [, profile] = /^```ts profile\n(.*?)^```$/ms.exec(document) ?? [];
  if (!profile) throw new Error('docs/profiles.md shows no profile');
  return profile;
}

/** Adds a profile to a copy of the domain as documented, and runs the tests of all profiles there. */
async function resultsWith(profile: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'postern-profile-'));
  folders.push(copy);
  for (const each of COPIED) await cp(join(root, each), join(copy, each), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const profiles = join(copy, 'lib/core/profiles');
  await writeFile(join(profiles, 'parcels.ts'), profile);
  const catalogue = await readFile(join(profiles, 'catalogue.ts'), 'utf8');
  const added = catalogue.replace('[defaultProfile, ', '[parcels, defaultProfile, ');
  await writeFile(join(profiles, 'catalogue.ts'), `import { parcels } from './parcels.ts';\n${added}`);
  await mkdir(join(copy, 'test'), { recursive: true });
  return run(copy);
}

function run(folder: string): Promise<string> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', folder, '--reporter', 'verbose', '--no-color', '--no-isolate'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

it('the profile in docs/profiles.md passes the tests of all profiles', { timeout: 60_000 }, async () => {
  const results = await resultsWith(await shownProfile());
  expect(results).toContain('profile parcels > ');
  expect(results).toMatch(/Tests\s+\d+ passed \(\d+\)/);
});

it('a profile with a prefix of another profile fails with the reason', {
  timeout: 60_000,
}, async () => {
  const results = await resultsWith((await shownProfile()).replace("'parcel_'", "'minds_'"));
  expect(results).toContain("'minds_' of a key of parcels starts with 'minds_' of a key of minds");
});

it('a profile without a response for an outcome fails with its name', { timeout: 60_000 }, async () => {
  const withHole = (await shownProfile()).replace(
    "errorResponses: responsesByOutcome(problemDetailsResponses('ApiKey')),",
    "errorResponses: { ...responsesByOutcome(problemDetailsResponses('ApiKey')), expired: undefined },",
  );
  expect(await resultsWith(withHole)).toMatch(/FAIL .*profile parcels > returns a 4xx for every denial/);
});
