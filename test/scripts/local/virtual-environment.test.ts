import { hash } from 'node:crypto';
import { chmod, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { StateDirectory } from '../../../scripts/local/state-directory.ts';
import { pythonWith } from '../../../scripts/local/virtual-environment.ts';
import { temporaryHome } from '../../support/temporary-state.ts';

const MAKES_ENVIRONMENT = 'mkdir -p "$4/bin" && cp "$0" "$4/bin/python"';

/**
 * A test double of a supported Python that creates an environment or installs packages, or fails as configured. It
 * notes its calls in `calls`.
 */
async function withFakePython({ venv = MAKES_ENVIRONMENT, pip = 'true' } = {}) {
  const home = await temporaryHome();
  const python = join(home.directory, 'fake-python');
  const calls = join(home.directory, 'calls');
  const script = `#!/bin/sh
echo "$2" >> '${calls}'
case "$1 $2" in
  '-m venv') ${venv};;
  '-m pip') ${pip};;
  *) printf 3.12;;
esac
`;
  await writeFile(python, script);
  await chmod(python, 0o755);
  vi.stubEnv('PYTHON', python);
  onTestFinished(() => void vi.unstubAllEnvs());
  const requirements = join(home.directory, 'requirements.txt');
  await writeFile(requirements, 'one==1\n');
  const installs = async () =>
    (await readFile(calls, 'utf8')).split('\n').filter((call) => call === 'pip').length;
  return { home, requirements, installs };
}

function work(home: StateDirectory, signal = new AbortController().signal) {
  return { home, signal, say: () => {} };
}

it('installs once, and again when the requirements change', async () => {
  const { home, requirements, installs } = await withFakePython();
  const first = await pythonWith(requirements, work(home));
  expect(await pythonWith(requirements, work(home))).toBe(first);
  expect(await installs()).toBe(1);

  await writeFile(requirements, 'one==2\n');
  expect(await pythonWith(requirements, work(home))).not.toBe(first);
  expect(await installs()).toBe(2);
});

it('keeps the environment that another start completes at the same time', async () => {
  const name = hash('sha256', 'one==1\n').slice(0, 12);
  const bin = `"$(dirname "$0")/../../${name}/bin"`;
  const pip = `mkdir -p ${bin} && echo other > ${bin}/python`;
  const { home, requirements } = await withFakePython({ pip });
  expect(await readFile(await pythonWith(requirements, work(home)), 'utf8')).toBe('other\n');
  expect(await readdir(home.pythons)).toEqual([name]);
});

it('leaves no incomplete environment if the installation fails', async () => {
  const { home, requirements } = await withFakePython({ pip: 'echo "ERROR: no route to host"; exit 1' });
  await expect(pythonWith(requirements, work(home))).rejects.toThrow(
    /^Installation of the packages of .*requirements.txt failed \(ERROR: no route to host\). Check that pip can reach its package index/,
  );
  expect(await readdir(home.pythons)).toEqual([]);
});

it('names the missing package if Python has no venv module', async () => {
  const { home, requirements } = await withFakePython({ venv: 'echo "No module named venv"; exit 1' });
  await expect(pythonWith(requirements, work(home))).rejects.toThrow(
    /cannot create a virtual environment .*apt install python3-venv$/,
  );
});

it('ends immediately and leaves no files on interruption', async () => {
  const { home, requirements } = await withFakePython({ pip: 'echo installing; sleep 60' });
  const interrupt = new AbortController();
  const say = (line: string) => line === 'installing' && interrupt.abort(new Error('interrupted'));
  const made = pythonWith(requirements, { home, signal: interrupt.signal, say });
  await expect(made).rejects.toThrow('interrupted');
  expect(await readdir(home.pythons)).toEqual([]);
});

it('recreates an environment whose base Python was removed', async () => {
  const { home, requirements, installs } = await withFakePython();
  const python = await pythonWith(requirements, work(home));
  await rm(python);
  await symlink(join(home.directory, 'no-such-python'), python);
  await pythonWith(requirements, work(home));
  expect(await installs()).toBe(2);
});
