import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { key, owner, problemResponse } from '../api-client/support/responses.ts';
import { allCommands } from './support/all-commands.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

describe('the help command in the advice is complete', () => {
  it.each([
    ['an unknown command', ['watch'], 'postern --help'],
    ['an unknown subcommand', ['keys', 'lst'], 'postern keys --help'],
    ['a missing option', ['keys', 'create'], 'postern keys create --help'],
    ['a missing argument', ['--region', 'keys', 'owners', 'update'], 'postern owners update --help'],
    ['an invalid argument', ['keys', 'show', 'a b'], 'postern keys show --help'],
    ['a missing change', ['keys', 'update', key.id], 'postern keys update --help'],
    ['an argument of a default subcommand', ['audit', 'foo'], 'postern audit list --help'],
    ['an unknown command of help', ['help', 'foo'], 'postern help --help'],
  ])('after %s', async (_, words, help) => {
    const text = await runCli(words, fakeApi());
    expect(text.stderr).toContain(`→ For usage, run: ${help}\n`);
    expect(text.exitCode).toBe(EXIT.usage);
    const { stderr } = await runCli([...words, '--json'], fakeApi());
    expect(JSON.parse(stderr).error.advice).toBe(`For usage, run: ${help}`);
    expect((await runCli(help.split(' ').slice(1), fakeApi())).exitCode).toBe(EXIT.ok);
  });

  it('if the API rejects the request', async () => {
    const transport = async () => problemResponse('invalid-request');
    const { stderr } = await runCli(['keys', 'disable', key.id], { transport });
    expect(stderr).toContain('→ For usage, run: postern keys disable --help');
  });
});

const counted = (await optionsOf(await allCommands())).filter(({ flags }) => /<(?:count|days)>/.test(flags));

it('options with a number exist', () => {
  expect(counted.map(({ flags }) => flags)).toContain('--limit <count>');
});

it.each(counted)('$command $flags names its bounds', async ({ command, flags }) => {
  if (flags.startsWith('--since') || flags.startsWith('--until')) return;
  const [name = ''] = flags.split(' ');
  for (const wrong of ['0', '1e9', '-1', 'ten', '']) {
    const { transport, calls } = fakeApi();
    const { stderr, exitCode } = await runCli([...command, `${name}=${wrong}`], { transport });
    expect(stderr).toMatch(/Use a whole number of [a-z]+, 1 to \d+\./);
    expect([exitCode, calls]).toEqual([EXIT.usage, []]);
  }
});

function optionsOf(command: CommandUnknownOpts, path: readonly string[] = []) {
  const own = command.options.map(({ flags }) => ({ command: path, flags }));
  const nested = command.commands.flatMap((each): typeof own => optionsOf(each, [...path, each.name()]));
  return [...own, ...nested];
}

it('names day and time if both are allowed', async () => {
  const { stderr } = await runCli(['audit', 'export', '--since', 'yesterday'], fakeApi());
  expect(stderr).toContain('2027-01-31, or RFC 3339');
});

it('does not treat an empty --stage as the local deployment', async () => {
  const { transport, calls } = fakeApi();
  const { exitCode } = await runCli(['keys', 'list', '--stage', ''], { transport });
  expect([exitCode, calls]).toEqual([EXIT.usage, []]);
});

it.each([
  ['keys', `update ${key.id} --name a`, `postern keys show ${key.id} --tenant acme`],
  ['owners', `update ${owner.id} --name a`, `postern owners show ${owner.id} --tenant acme`],
  ['tenants', 'update acme --name a', 'postern tenants show acme'],
])('a version mismatch of %s names the command that shows the version', async (group, words, command) => {
  const tenant = group === 'tenants' ? [] : ['--tenant', 'acme'];
  const transport = async () => problemResponse('version-mismatch');
  const { stderr } = await runCli([group, ...words.split(' '), ...tenant], { transport });
  expect(stderr).toContain(`Check its current settings: ${command}.`);
});

it('names the form of an address', async () => {
  const { stderr } = await runCli(['verify', '--from-address', '999'], { ...fakeApi(), input: 'x' });
  expect(stderr).toContain(
    "--from-address must be an IPv4 or IPv6 address, for example 203.0.113.7, received '999'",
  );
});

it('shows a short received text in any script, but no character that changes the direction of text', async () => {
  expect((await runCli(['tenants', 'create', 'Zürich'], fakeApi())).stderr).toContain("received 'Zürich'");
  const { stderr } = await runCli(['tenants', 'create', 'a\u202eb'], fakeApi());
  expect(stderr).toContain('received a masked string of 3 characters');
});
