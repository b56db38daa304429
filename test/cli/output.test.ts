import { expect, it } from 'vitest';
import { key, keyWithDescendants, problemResponse } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const ESCAPE = '\u001b';

it.each([
  ['an escape sequence', '\u001b[2J'],
  ['a C1 control', '\u009b2J'],
  ['a newline', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a change of direction', 'a\u202eb'],
  ['an isolate', 'a\u2066b'],
  ['a zero-width character', 'a\u200bb'],
  ['a line separator', 'a\u2028b'],
  ['an invisible tag', 'a\u{e0041}b'],
])('escapes %s in a name', async (_, name) => {
  const { transport } = fakeApi({
    showKey: { ...keyWithDescendants, name },
    listKeys: { items: [{ ...key, name }], next: null },
  });
  for (const words of [['show', key.id], ['list']]) {
    const { stdout } = await runCli(['keys', ...words], { transport });
    expect(stdout).not.toContain(name);
    expect(stdout).toContain('\\u');
  }
  const json = await runCli(['keys', 'show', key.id, '--json'], { transport });
  expect(json.stdout).not.toContain(name);
  expect(JSON.parse(json.stdout)).toMatchObject({ name });
});

it('shows names in other scripts unchanged', async () => {
  const name = 'Zahlung 支払い دفع';
  const { transport } = fakeApi({ showKey: { ...keyWithDescendants, name } });
  const { stdout } = await runCli(['keys', 'show', key.id], { transport });
  expect(stdout).toContain(name);
});

it('escapes control characters in API errors', async () => {
  const { stderr } = await runCli(['keys', 'disable', key.id], {
    transport: async () => problemResponse('invalid-request', { detail: `a${ESCAPE}[2Jb` }),
  });
  expect(stderr).not.toContain(ESCAPE);
});

it.each([
  ['colours at a terminal', true, {}, true],
  ['no colours with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['no colours elsewhere', false, {}, false],
])('%s', async (_, terminal, environment, coloured) => {
  const { transport } = fakeApi();
  const { stdout } = await runCli(['keys', 'list'], { transport, terminal, environment });
  expect(stdout.includes(ESCAPE)).toBe(coloured);
});

it('aligns the columns of a listing', async () => {
  const items = [key, { ...key, id: 'Z', owner: 'a-much-longer-owner' }];
  const { transport } = fakeApi({ listKeys: { items, next: null } });
  const { stdout } = await runCli(['keys', 'list'], { transport });
  const starts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.search(/PERMISSIONS|read,write/));
  expect(new Set(starts).size).toBe(1);
});
