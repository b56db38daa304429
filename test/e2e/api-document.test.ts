import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { pythonFor } from '../support/python.ts';
import { newTenant } from './support/admin.ts';

const root = join(import.meta.dirname, '../..');
const page = await readFile(join(root, 'docs/api.md'), 'utf8');
const { apiUrl, region, admin } = inject('deployment');

const folder = await mkdtemp(join(tmpdir(), 'postern-api-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

let tenant: string;
beforeAll(async () => {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  tenant = await newTenant();
});

/** The runnable examples of a language, in the order of the page. */
function examples(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language} runnable\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, code = '']) => code,
  );
}

/** The output of the examples, run as one program with the settings that the page names. */
async function outputOf(language: string, file: string, command: readonly [string, ...string[]]) {
  await writeFile(join(folder, file), examples(language).join('\n'));
  const [program, ...args] = command;
  const { stdout } = await promisify(execFile)(program, [...args, file], {
    cwd: folder,
    env: {
      ...process.env,
      POSTERN_API_URL: apiUrl,
      POSTERN_TENANT: tenant,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
    },
  });
  return stdout;
}

const EXAMPLES: readonly [language: string, file: string, program: () => Promise<string>][] = [
  ['sh', 'call.sh', async () => 'bash'],
  ['js', 'call.mjs', async () => process.execPath],
  ['python', 'call.py', () => pythonFor('api-examples-requirements.txt')],
];

it.each(EXAMPLES)(
  'the %s examples of the page on the HTTP API are accepted',
  async (language, file, program) => {
    const output = await outputOf(language, file, [await program()]);
    expect(JSON.parse(output)).toMatchObject({ items: [{ tenant, id: 'app' }], next: null });
  },
);
