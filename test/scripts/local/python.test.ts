import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Failure } from '../../../scripts/local/failure.ts';
import { findPython } from '../../../scripts/local/python.ts';
import { throwAwayFolder } from '../../support/temporary-state.ts';

/** An environment whose PATH holds nothing but these commands, each of which answers as that Python would. */
async function withPythons(versions: Record<string, string>) {
  const PATH = await throwAwayFolder();
  for (const [name, version] of Object.entries(versions)) {
    await writeFile(join(PATH, name), `#!/bin/sh\nprintf '${version}'\n`);
    await chmod(join(PATH, name), 0o755);
  }
  return { PATH };
}

it.each([
  [{ python3: '3.10' }, 'python3'],
  [{ python3: '3.14' }, 'python3'],
  [{ python3: '3.9', python: '3.12' }, 'python'],
  [{ python: '3.11' }, 'python'],
])('among %o takes %s', async (versions, found) => {
  expect(await findPython(await withPythons(versions))).toBe(found);
});

it('takes the one that PYTHON names before all others', async () => {
  const environment = await withPythons({ python3: '3.12', 'my-python': '3.11' });
  expect(await findPython({ ...environment, PYTHON: 'my-python' })).toBe('my-python');
});

it.each([
  [{}, {}, "python3 can't be run and python can't be run"],
  [{ python3: '3.9', python: '2.7' }, {}, 'python3 is 3.9 and python is 2.7'],
  [{ python3: '4.0' }, {}, "python3 is 4.0 and python can't be run"],
  [{ python3: '3.12', old: '3.8' }, { PYTHON: 'old' }, 'old is 3.8'],
])('says what it found in %o with %o, and what to do', async (versions, named, found) => {
  const search = findPython({ ...(await withPythons(versions)), ...named });
  await expect(search).rejects.toThrow(
    new Failure(
      `Python 3.10 or newer is needed, but ${found}; install it, or name one: PYTHON=/path/to/python3 npm start`,
    ),
  );
});
