import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createAdminClient } from '../../lib/api-client/admin-client.ts';
import { createProgram } from '../../lib/cli/program.ts';
import { createProgress } from '../../lib/cli/progress.ts';
import { fakeApi } from './support/fake-api.ts';
import { instruments } from './support/instruments.ts';
import { runCli } from './support/run-cli.ts';

const { transport } = fakeApi();

const { command: program, loadAll } = createProgram(
  {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    directory: '/',
    environment: {},
    clock: () => 0,
    connect: async () => createAdminClient(transport),
    findApiUrl: async () => '',
    ...instruments(),
  },
  { output: {}, progress: createProgress(new PassThrough()), refuse: () => {} },
);

await loadAll();

function pathsOf(command: typeof program, path: readonly string[]): (readonly string[])[] {
  return [path, ...command.commands.flatMap((each) => pathsOf(each, [...path, each.name()]))];
}

it.each(pathsOf(program, []).map((path) => [path.join(' '), path] as const))(
  'postern %s --help documents itself on standard output',
  async (name, path) => {
    const { exitCode, stdout, stderr } = await runCli([...path, '--help'], { transport, local: false });
    expect(stdout).toContain(`Usage: ${['postern', name].filter((part) => part).join(' ')}`);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  },
);

it('--help documents the exit codes', async () => {
  const { stdout } = await runCli(['--help'], { transport, local: false });
  for (const code of [0, 1, 2, 3]) expect(stdout).toMatch(new RegExp(`^ +${code} {2}\\S`, 'm'));
});

it.each([[[]], [['keys']]])('without a command (%s) it is wrong usage, with help', async (words) => {
  const { exitCode, stdout, stderr } = await runCli(words, { transport, local: false });
  expect(stderr).toContain('Commands:');
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

it.each([
  [
    ['help', 'keys'],
    ['keys', '--help'],
  ],
  [
    ['help', 'keys', 'list'],
    ['keys', 'list', '--help'],
  ],
  [['help'], ['--help']],
])('%s shows what the command itself shows with --help', async (help, command) => {
  const [shown, expected] = await Promise.all(
    [help, command].map((words) => runCli(words, { transport, local: false })),
  );
  expect(shown).toEqual(expected);
});
