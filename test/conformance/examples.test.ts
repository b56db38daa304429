import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { profileFrom } from '../../lib/constructs/api-keys/profile.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { PRODUCTS } from '../../scripts/conformance/products.ts';
import { adminClient, demoData, demoOwner } from '../../scripts/local/demo.ts';
import { type ExampleStep, exampleContextOf } from '../../scripts/local/examples/example.ts';
import { exampleOf } from '../../scripts/local/examples/examples.ts';
import { writeLocalJson } from '../../scripts/local/local-json.ts';
import { type StateDirectory, stateDirectoryIn } from '../../scripts/local/state-directory.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.js');

/** Runs the example commands that a start prints for each product. The README tests cover the default profile. */
describe.each(PRODUCTS)('with the profile %s', (name) => {
  const profile = profileFrom(name);
  let home: StateDirectory;
  let deployment: LocalDeployment;

  beforeAll(async () => {
    home = stateDirectoryIn(await mkdtemp(join(tmpdir(), 'postern-examples-')));
    await mkdir(home.directory);
    const product = inject('products')[name];
    deployment = { ...product, ...(await demoData(adminClient(product), profile, undefined)) };
    await writeLocalJson(home, deployment);
  });
  afterAll(() => rm(join(home.directory, '..'), { recursive: true, force: true }));

  it('each command that a start prints has the documented status', async () => {
    const context = exampleContextOf(profile, deployment, demoOwner(profile).id);
    const shell = createShell(profile, home);
    for (const step of exampleOf(name).steps(context)) {
      const output = await shell(step.command);
      const [, status] = output.match(/^HTTP\/1.1 (\d{3})/) ?? [];
      if (status !== undefined) expect(status, step.shows).toMatch(statusOf(step));
    }
  });

  it.each(['demo', 'doctor', 'profile'])('postern %s succeeds', async (command) => {
    const { stdout } = await run(home, `npx postern ${command}`);
    expect(stdout).not.toBe('');
  });
});

/** The status that a step documents, or any success. */
function statusOf({ shows }: ExampleStep): RegExp {
  return new RegExp(shows.match(/\b[245]\d\d\b/)?.[0] ?? '^2');
}

/** Runs commands in order. A placeholder for a value is replaced with the value that the previous command printed. */
function createShell(profile: Profile, home: StateDirectory): (command: string) => Promise<string> {
  const { key, session } = codecsOf(profile);
  const environment: Record<string, string> = {};
  let output = '';
  return async (command) => {
    const [, variable, text] = command.match(/^export (\w+)=(.*)$/) ?? [];
    if (variable !== undefined && text !== undefined) {
      const values = output.match(/\w+/g)?.filter((word) => key.parse(word) ?? session?.parse(word)) ?? [];
      environment[variable] = text.includes('<the value>') ? String(values.at(-1)) : text;
      return '';
    }
    output = (await run(home, command, environment)).stdout;
    return output;
  };
}

/** @throws Error if the exit code is not 0 */
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
