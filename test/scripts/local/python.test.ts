import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Failure } from '../../../scripts/local/failure.ts';
import { findPython } from '../../../scripts/local/python.ts';
import { temporaryFolder } from '../../support/temporary-state.ts';

/** An environment whose PATH holds nothing but these commands, each of which answers as that Python would. */
async function withPythons(versions: Record<string, string>) {
  const PATH = await temporaryFolder();
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
])('selects from %o: %s', async (versions, found) => {
  expect(await findPython(await withPythons(versions))).toBe(found);
});

it('prefers PYTHON', async () => {
  const environment = await withPythons({ python3: '3.12', 'my-python': '3.11' });
  expect(await findPython({ ...environment, PYTHON: 'my-python' })).toBe('my-python');
});

it.each([
  [{}, {}, 'python3 cannot be run and python cannot be run'],
  [{ python3: '3.9', python: '2.7' }, {}, 'python3 is 3.9 and python is 2.7'],
  [{ python3: '4.0' }, {}, 'python3 is 4.0 and python cannot be run'],
  [{ python3: '3.12', old: '3.8' }, { PYTHON: 'old' }, 'old is 3.8'],
])('rejects %o with %o, with the versions and the next step', async (versions, named, found) => {
  const search = findPython({ ...(await withPythons(versions)), ...named });
  await expect(search).rejects.toThrow(
    new Failure(
      `Python 3.10 or later is required, but ${found}. Install it, or set its path: PYTHON=/path/to/python3 npm start`,
    ),
  );
});
