import { expect, it } from 'vitest';
import { allCommands } from './support/all-commands.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const { transport } = fakeApi();

const program = await allCommands();

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

it.each([[[]], [['keys']]])('prints help as a usage error without a command (%s)', async (words) => {
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
])('%s prints the same as --help of the command', async (help, command) => {
  const [shown, expected] = await Promise.all(
    [help, command].map((words) => runCli(words, { transport, local: false })),
  );
  expect(shown).toEqual(expected);
});

/** All commands that do something themselves. */
const LEAVES = pathsOf(program, [])
  .map((path) => path.join(' '))
  .filter((path) => path !== '' && path !== 'complete' && commandAt(path).commands.length === 0);

function commandAt(path: string): typeof program {
  return path.split(' ').reduce((command, name) => {
    const found = command.commands.find((each) => each.name() === name);
    if (!found) throw new Error(`no command ${path}`);
    return found;
  }, program);
}

/** The words of a line of a shell, up to a redirection. */
function wordsOf(line: string): string[] {
  const [command = ''] = line.split(/ [<>] /);
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

it.each([...LEAVES, 'demo'])('postern %s --help has two examples that parse', async (path) => {
  const { stdout } = await runCli([...path.split(' '), '--help'], { transport, local: false });
  const examples = [...stdout.matchAll(/^ {2}\$ postern (.*)$/gm)].map(([, line = '']) => line);
  expect(examples).toHaveLength(2);
  for (const example of examples) {
    expect(example).toMatch(new RegExp(`^${path}(?: |$)`));
    const given = wordsOf(example).slice(path.split(' ').length);
    // Commander reads it with the command's own options; a wrong option, choice or number of arguments throws.
    const command = commandAt(path);
    const parsed = command.parseOptions(given);
    const globals = program.parseOptions(parsed.unknown);
    expect(globals.unknown).toEqual([]);
    const required = command.registeredArguments.filter((argument) => argument.required);
    const operands = [...parsed.operands, ...globals.operands];
    expect(operands.length).toBeGreaterThanOrEqual(required.length);
    for (const option of command.options.filter(({ mandatory }) => mandatory)) {
      expect(given).toContain(option.long);
    }
  }
});

it.each([...LEAVES, 'demo'])('postern %s --help shows defaults and marks required options', async (path) => {
  const { stdout } = await runCli([...path.split(' '), '--help'], { transport, local: false });
  const text = stdout.replaceAll(/\s+/g, ' ');
  for (const { flags, mandatory, defaultValue } of commandAt(path).options) {
    if (mandatory) expect(text).toMatch(new RegExp(`${flags} [^]*?\\(required\\)`));
    if (defaultValue !== undefined) expect(text).toContain(`default: ${JSON.stringify(defaultValue)}`);
  }
});

/** Idioms that plain technical English does not need. */
const RIDDLES =
  /\b(?:for ever|anew|somebody|nobody|whoever|lies in|stands in|goes on|from now on|takes away|is none|is there|without it|and what)\b/i;

it.each(pathsOf(program, []).map((path) => [path.join(' '), path] as const))(
  'postern %s describes itself and its options in plain sentences',
  (name) => {
    const command = name === '' ? program : commandAt(name);
    const options = command.options.map(({ description }) => description);
    const operands = command.registeredArguments.map(({ description }) => description);
    for (const text of [command.description(), ...options, ...operands]) {
      if (name === 'complete') continue;
      expect(text).toMatch(/^(?:[A-Z]|JSON|UTC|ARN)/);
      expect(text).not.toMatch(RIDDLES);
    }
  },
);
