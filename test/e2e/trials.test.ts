import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { demoOwner } from '../../scripts/local/demo.ts';
import { deployOn } from '../../scripts/local/deployment.ts';
import { type Emulator, startEmulator } from '../../scripts/local/emulator.ts';
import { homeIn } from '../../scripts/local/home.ts';
import { freePort } from '../../scripts/local/port.ts';
import { silent } from '../../scripts/local/progress.ts';
import { type Step, sceneOf } from '../../scripts/local/trials/trial.ts';
import { trialOf } from '../../scripts/local/trials/trials.ts';
import { EMULATOR, pythonWith } from '../../scripts/local/virtual-environment.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.ts');
const { signal } = new AbortController();

const folder = await mkdtemp(join(tmpdir(), 'postern-trials-'));
const home = homeIn(folder);
let emulator: Emulator;

beforeAll(async () => {
  await mkdir(home.blankHome, { recursive: true });
  const work = { home, signal, say: () => {} };
  emulator = await startEmulator(work, await pythonWith(EMULATOR, work), await freePort());
});

afterAll(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The default's own is what the README shows, and is tested with it. */
const others = [...PROFILES.values()].filter((profile) => profile !== defaultProfile);

/** Each profile is deployed on the one before it, as another start with another `--profile` does. */
describe.each(others)('with the profile $name', (profile) => {
  let deployment: LocalDeployment;
  beforeAll(async () => {
    const start = { home, signal, progress: silent, profile: profile.name };
    deployment = await deployOn(start, emulator.endpointUrl, { again: false });
  });

  it('each command that a start prints, one after the other, gives what it says', async () => {
    const scene = sceneOf(profile, deployment, demoOwner(profile).id);
    const shell = createShell(profile);
    for (const step of trialOf(profile.name).steps(scene)) {
      const output = await shell(step.command);
      const [, status] = output.match(/^HTTP\/1.1 (\d{3})/) ?? [];
      if (status !== undefined) expect(status, step.shows).toMatch(statusOf(step));
    }
  });

  it.each(['demo', 'doctor', 'contract'])('postern %s finds everything in order', async (command) => {
    const { stdout } = await run(`npx postern ${command}`);
    expect(stdout).not.toBe('');
  });
});

/** The status that a step says, or any success. */
function statusOf({ shows }: Step): RegExp {
  return new RegExp(shows.match(/\b[245]\d\d\b/)?.[0] ?? '^2');
}

/** Runs commands one after the other; a value to keep is taken from what the one before it has shown. */
function createShell(profile: Profile): (command: string) => Promise<string> {
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
    shown = (await run(command, environment)).stdout;
    return shown;
  };
}

/** @throws Error if it ends with an exit code other than 0 */
function run(command: string, environment: Readonly<Record<string, string>> = {}) {
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
