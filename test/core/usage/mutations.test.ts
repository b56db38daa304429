import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { MUTATIONS } from './mutations.ts';

const root = join(import.meta.dirname, '../../..');
const NEEDED = [
  ...['lib', 'lambdas', 'scripts', 'package.json', 'test/support'],
  ...['test/core/usage', 'test/lambdas/record-usage'],
];
const SOUND = 'sound';
const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

let folder: string;
/** By copy, then by the name of the test. */
let outcomes: ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A copy for each mutation and one as it is; all of their tests are one run, which takes seconds. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-usage-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'vitest.config.mjs'), 'export default {};');
  await copyTo(SOUND);
  await Promise.all(
    MUTATIONS.map(async ({ file, line, instead }, number) => {
      const copy = await copyTo(String(number));
      const lines = (await readFile(join(copy, file), 'utf8')).split('\n');
      expect(lines.filter((each) => each === line)).toHaveLength(1);
      await writeFile(join(copy, file), lines.map((each) => (each === line ? instead : each)).join('\n'));
    }),
  );
  outcomes = await runTests();
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(MUTATIONS.map((mutation, number) => ({ ...mutation, number })))(
  'a test detects the mutation: $name',
  ({ number, guaranteedBy: { test } }) => {
    const ofTest = (copy: string) =>
      [...(outcomes.get(copy) ?? [])].find(([name]) => name.includes(test))?.[1];
    expect(ofTest(SOUND)).toBe('passed');
    expect(ofTest(String(number))).toBe('failed');
  },
);

async function copyTo(name: string): Promise<string> {
  for (const each of NEEDED) await cp(join(root, each), join(folder, name, each), { recursive: true });
  return join(folder, name);
}

async function runTests(): Promise<typeof outcomes> {
  const output = join(folder, 'report.json');
  const tests = MUTATIONS.map(({ guaranteedBy }) => guaranteedBy);
  const args = [
    ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
    ...['--no-isolate', '--maxWorkers', '1', '--reporter', 'json', '--outputFile', output],
    ...['-t', tests.map(({ test }) => test).join('|')],
    ...tests.flatMap(({ file }, number) => [`${SOUND}/${file}`, `${number}/${file}`]),
  ];
  await new Promise<void>((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, () => resolve());
  });
  const { testResults } = report.parse(JSON.parse(await readFile(output, 'utf8')));
  const found = new Map<string, Map<string, string>>();
  for (const { name, assertionResults } of testResults) {
    const copy = name.slice(name.indexOf('postern-usage-')).split('/')[1] ?? '';
    const ofCopy = found.get(copy) ?? new Map<string, string>();
    for (const { fullName, status } of assertionResults) ofCopy.set(fullName, status);
    found.set(copy, ofCopy);
  }
  return found;
}
