import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { pythonFor } from '../support/python.ts';
import { newKey, newTenant } from './support/admin.ts';

const root = join(import.meta.dirname, '../..');
const page = await readFile(join(root, 'docs/api.md'), 'utf8');
const { apiUrl, region, admin } = inject('deployment');

const folder = await mkdtemp(join(tmpdir(), 'postern-api-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

let tenant: string;
let value: string;
beforeAll(async () => {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  tenant = await newTenant();
  ({ value } = await newKey(tenant, ['orders:read']));
});

/** The runnable examples of a language, in the order of the page, as one program. */
function example(language: string): string {
  const blocks = page.matchAll(new RegExp(`^\`\`\`${language} runnable\\n(.*?)^\`\`\`$`, 'gms'));
  return [...blocks].map(([, code = '']) => code).join('\n');
}

/** The output of the examples of a language, with the settings that the page names. */
async function outputOf(language: string, file: string, command: readonly [string, ...string[]]) {
  await writeFile(join(folder, file), example(language));
  const [program, ...args] = command;
  const { stdout } = await promisify(execFile)(program, [...args, file], {
    cwd: folder,
    env: {
      ...process.env,
      POSTERN_API_URL: apiUrl,
      POSTERN_TENANT: tenant,
      RECEIVED_VALUE: value,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
      CGO_ENABLED: '0',
    },
  });
  return stdout.trimEnd().split('\n');
}

const EXAMPLES: readonly [language: string, file: string, program: () => Promise<string>][] = [
  ['sh', 'call.sh', async () => 'bash'],
  ['js', 'call.mjs', async () => process.execPath],
  ['python', 'call.py', () => pythonFor('api-examples-requirements.txt')],
];

it.each(EXAMPLES)(
  'the %s examples of the page on the HTTP API are accepted',
  async (language, file, program) => {
    const [owners = ''] = await outputOf(language, file, [await program()]);
    expect(JSON.parse(owners)).toMatchObject({ items: [{ tenant, id: 'app' }], next: null });
  },
);

it('the Python examples of the page verify one value and a batch', async () => {
  const python = await pythonFor('api-examples-requirements.txt');
  const [, decisions] = await outputOf('python', 'verify.py', [python]);
  expect(decisions).toBe('True [True, False]');
});

const hasGo = spawnSync('go', ['version']).status === 0;

// Without a Go toolchain the example cannot run; its module comes from the Go module proxy. The first build takes a minute.
it.skipIf(!hasGo)(
  'the Go examples of the page verify one value and a batch',
  { timeout: 400_000 },
  async () => {
    await cp(join(root, 'test/support/go-example'), folder, { recursive: true });
    const decisions = await outputOf('go', 'main.go', ['go', 'run', '-mod=readonly']);
    expect(decisions).toEqual(['true [{allowed} {unrecognized-credential}]']);
  },
);
