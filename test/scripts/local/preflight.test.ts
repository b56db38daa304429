import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { ROOT } from '../../../scripts/local/state-directory.ts';
import { temporaryFolder } from '../../support/temporary-state.ts';

const PREFLIGHT = join(ROOT, 'scripts/preflight.js');

/** A clone with what `npm ci` installs: with the project's own Node or, without install scripts, without it. */
async function clone({ installed = true, ownNode = true }): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'scripts'));
  await cp(PREFLIGHT, join(folder, 'scripts/preflight.js'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  if (installed) await mkdir(join(folder, 'node_modules/aws-cdk'), { recursive: true });
  if (installed && ownNode) {
    await mkdir(join(folder, 'node_modules/node/bin'), { recursive: true });
    await writeFile(join(folder, 'node_modules/node/bin/node'), '');
  }
  return folder;
}

function preflight(folder: string, ...args: string[]) {
  const script = join(folder, 'scripts/preflight.js');
  return spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, PYTHON: '/nowhere/python3', AWS_ENDPOINT_URL: undefined },
  });
}

it('prints nothing for a complete installation', async () => {
  expect(preflight(await clone({}))).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

it('names missing parts and the command that installs them', async () => {
  const bare = preflight(await clone({ installed: false }));
  expect(bare).toMatchObject({ status: 1, stderr: expect.stringMatching(/not installed.*Run: npm ci\n$/) });
  const { status, stderr } = preflight(await clone({ ownNode: false }), '--python');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^The project's own Node.js 24 is missing.*Run: npm rebuild node esbuild.*\nPython 3.10 or later/,
  );
});

it('runs in plain JavaScript before every script that runs TypeScript', () => {
  const scripts = Object.entries(manifest.scripts).filter(([, script]) => /(^|&& )node \S+\.ts/.test(script));
  expect(scripts.length).toBeGreaterThan(8);
  for (const [name, script] of scripts) {
    const [first] = /node scripts\/preflight\.js|node \S+\.ts/.exec(withNestedScripts(script)) ?? [];
    expect(first, name).toBe('node scripts/preflight.js');
  }
});

/** A script with the text of each `npm run` in it. */
function withNestedScripts(script: string): string {
  const scripts = new Map(Object.entries(manifest.scripts));
  return script.replaceAll(/npm run (\w+)/g, (_, name: string) => withNestedScripts(scripts.get(name) ?? ''));
}

it('the command of the package is committed, and prints the next step before the first build', async () => {
  expect(
    execFileSync('git', ['ls-files', manifest.bin.postern], { cwd: ROOT, encoding: 'utf8' }).trim(),
  ).toBe(manifest.bin.postern);
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'bin'));
  await cp(join(ROOT, manifest.bin.postern), join(folder, 'bin/postern.js'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/postern.js'), '--help'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toBe(
    'error: the CLI is not built yet\n→ run `npm start`, which builds it, or `npm run build`\n',
  );
});
