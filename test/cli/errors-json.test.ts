import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { key, problemResponse } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

describe('--json', () => {
  it.each([
    ['a problem of the API', ['keys', 'disable', key.id], { code: 'key-revoked', exitCode: 1 }],
    ['an unknown option', ['keys', 'list', '--wrong'], { code: 'usage', exitCode: 2 }],
    ['a missing argument', ['keys', 'show'], { code: 'usage', exitCode: 2 }],
    ['a missing subcommand', ['keys'], { code: 'usage', message: 'A subcommand is required', exitCode: 2 }],
    ['an invalid number', ['keys', 'list', '--limit', '0'], { code: 'usage', exitCode: 2 }],
  ])(
    'prints %s as one JSON object on standard error, and nothing on standard output',
    async (_, words, error) => {
      const ran = await runCli([...words, '--json'], {
        transport: async () => problemResponse('key-revoked'),
      });
      expect(ran.stdout).toBe('');
      const parsed = JSON.parse(ran.stderr);
      expect(parsed).toEqual({ error: expect.objectContaining(error) });
      expect(Object.keys(parsed.error).toSorted()).toEqual(['advice', 'code', 'exitCode', 'message']);
      expect(ran.exitCode).toBe(error.exitCode);
      expect(ran.stderr.trimEnd()).not.toContain('\n');
    },
  );
});

it.each([
  ['an issued key', ['keys', 'create', '--owner', 'app']],
  ['a report', ['report', 'dormant']],
  ['an empty export', ['audit', 'export', '--since', '2027-01-01']],
])('--json prints no prose on standard error for %s, also at a terminal', async (_, words) => {
  for (const stderrTerminal of [false, true]) {
    const { stderr, exitCode } = await runCli([...words, '--json'], { ...fakeApi(), stderrTerminal });
    expect([stderr, exitCode]).toEqual(['', 0]);
  }
});

it('verify --json does not prompt for a value at a terminal', async () => {
  const { transport, calls } = fakeApi();
  const { stderr, exitCode } = await runCli(['verify', '--json'], { transport, terminal: true });
  expect(JSON.parse(stderr).error.advice).toContain('postern verify < file');
  expect([exitCode, calls]).toEqual([2, []]);
});

it.each([
  ['as a command', [VALUE]],
  ['as a second argument', ['keys', 'show', key.id, VALUE]],
  ['as an option', [`--${VALUE}`]],
  ['for another option', ['keys', 'create', '--owner', 'app', '--expires-in-days', VALUE]],
])('masks a key value typed %s, and prints cause and next step', async (_, words) => {
  for (const format of [[], ['--json']]) {
    const { stderr, exitCode } = await runCli([...words, ...format], fakeApi());
    expect(stderr).not.toContain(VALUE);
    expect(stderr).toMatch(/<masked: \d+ characters>/);
    expect(stderr).toContain('postern verify < file');
    expect(exitCode).toBe(2);
  }
});

it('masks a key value in place of a key ID, and prints the next step', async () => {
  for (const format of [[], ['--json']]) {
    const { stderr, exitCode } = await runCli(['keys', 'show', VALUE, ...format], fakeApi());
    expect(stderr).not.toContain(VALUE);
    expect(stderr).toContain('postern verify < file');
    expect(exitCode).toBe(2);
  }
});

it('verify reads a value from a terminal without showing it', async () => {
  const setRawMode = vi.fn();
  const stdin = Object.assign(new PassThrough(), { setRawMode });
  const { transport, calls } = fakeApi();
  const ran = await runCli(['verify'], {
    transport,
    stdin,
    terminal: true,
    onStderr: (text) => {
      if (text.includes('Paste the value')) stdin.write(`${VALUE}\r`);
    },
  });
  expect(setRawMode.mock.calls).toEqual([[true], [false]]);
  expect(calls[0]?.body).toEqual({ value: VALUE });
  expect(ran.stdout + ran.stderr).not.toContain(VALUE);
});

it('verify ends without a call on Ctrl-C', async () => {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => {} });
  const { transport, calls } = fakeApi();
  stdin.write('pst_live_\u0003');
  expect((await runCli(['verify'], { transport, stdin, terminal: true })).exitCode).toBe(2);
  expect(calls).toEqual([]);
});

it.each([['--version'], ['-V']])('%s prints the version of the package', async (option) => {
  const { stdout, exitCode } = await runCli([option], { ...fakeApi(), local: false });
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  expect([stdout, exitCode]).toEqual([`${manifest.version}\n`, 0]);
});
