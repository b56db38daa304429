import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { profileNamed } from '../../lib/constructs/api-keys/profile.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { PRODUCTS } from '../../scripts/conformance/products.ts';
import { adminClient, demoData, demoOwner } from '../../scripts/local/demo.ts';
import { type ExampleStep, exampleContextOf } from '../../scripts/local/examples/trial.ts';
import { exampleOf } from '../../scripts/local/examples/trials.ts';
import { writeLocalJson } from '../../scripts/local/local-json.ts';
import { type StateDirectory, stateDirectoryIn } from '../../scripts/local/state-directory.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.js');

/** What a start prints for each product is tried on it; the default's own is what the README shows, and tested there. */
describe.each(PRODUCTS)('with the profile %s', (name) => {
  const profile = profileNamed(name);
  let home: StateDirectory;
  let deployment: LocalDeployment;

  beforeAll(async () => {
    home = stateDirectoryIn(await mkdtemp(join(tmpdir(), 'postern-trials-')));
    await mkdir(home.directory);
    const product = inject('products')[name];
    deployment = { ...product, ...(await demoData(adminClient(product), profile, undefined)) };
    await writeLocalJson(home, deployment);
  });
  afterAll(() => rm(join(home.directory, '..'), { recursive: true, force: true }));

  it('each command that a start prints, one after the other, gives what it says', async () => {
    const scene = exampleContextOf(profile, deployment, demoOwner(profile).id);
    const shell = createShell(profile, home);
    for (const step of exampleOf(name).steps(scene)) {
      const output = await shell(step.command);
      const [, status] = output.match(/^HTTP\/1.1 (\d{3})/) ?? [];
      if (status !== undefined) expect(status, step.shows).toMatch(statusOf(step));
    }
  });

  it.each(['demo', 'doctor', 'contract'])('postern %s finds everything in order', async (command) => {
    const { stdout } = await run(home, `npx postern ${command}`);
    expect(stdout).not.toBe('');
  });
});

/** The status that a step says, or any success. */
function statusOf({ shows }: ExampleStep): RegExp {
  return new RegExp(shows.match(/\b[245]\d\d\b/)?.[0] ?? '^2');
}

/** Runs commands one after the other; a value to keep is taken from what the one before it has shown. */
function createShell(profile: Profile, home: StateDirectory): (command: string) => Promise<string> {
  const { key, session } = codecsOf(profile);
  const environment: Record<string, string> = {};
  let shown = '';
  return async (command) => {
    const [, variable, text] = command.match(/^export (\w+)=(.*)$/) ?? [];
    if (variable !== undefined && text !== undefined) {
      const values = shown.match(/\w+/g)?.filter((word) => key.parse(word) ?? session?.parse(word)) ?? [];
      environment[variable] = text.includes('<the value>') ? String(values.at(-1)) : text;
      return '';
    }
    shown = (await run(home, command, environment)).stdout;
    return shown;
  };
}

/** @throws Error if it ends with an exit code other than 0 */
function run(home: StateDirectory, command: string, environment: Readonly<Record<string, string>> = {}) {
  return promisify(execFile)(
    'bash',
    ['-c', command.replace('npx postern', `"${process.execPath}" ${POSTERN}`)],
    {
      cwd: home.directory,
      env: { ...process.env, ...environment },
      timeout: 60_000,
    },
  );
}
