import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { run } from '../../../scripts/local/command.ts';
import { Failure } from '../../../scripts/local/failure.ts';
import { temporaryHome } from '../../support/temporary-state.ts';

const signal = new AbortController().signal;

function shell(script: string) {
  return {
    file: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    env: {},
    explain: (reason: string) => `it broke: ${reason}`,
  };
}

it('reports and logs every line of both outputs', async () => {
  const home = await temporaryHome();
  const said: string[] = [];
  await run({ home, signal, say: (line) => said.push(line) }, shell('echo one; echo two >&2; printf three'));
  expect(said.sort()).toEqual(['one', 'three', 'two']);
  await expect.poll(async () => (await readFile(home.log, 'utf8')).split('\n').sort()).toEqual(['', ...said]);
});

it.each([
  ['the first error', 'echo fine; echo "SyntaxError: bad"; echo "error: two"', 'SyntaxError: bad'],
  ['a failure where there is no error', 'echo "step failed"; echo bye', 'step failed'],
  ['no line of code', 'echo "  throw new Error(x)"; echo "Error: the real one"', 'Error: the real one'],
  ['a line without its colors', "printf '\\033[91merror\\033[0m TS1: bad\\n'", 'error TS1: bad'],
  ['the lack of output', 'true', 'no cause reported'],
])('explains a failure by %s', async (_, script, reason) => {
  const home = await temporaryHome();
  const broken = run({ home, signal, say: () => {} }, shell(`${script}; exit 3`));
  await expect(broken).rejects.toThrow(new Failure(`it broke: ${reason}`));
});

it('reports a full disk before other errors', async () => {
  const home = await temporaryHome();
  const script = 'echo "error: it broke"; echo "ENOSPC: no space left on device, write"; exit 1';
  await expect(run({ home, signal, say: () => {} }, shell(script))).rejects.toThrow(
    /^The disk is full: .*Free some space/,
  );
});

it('continues without a log that cannot be written', async () => {
  const home = await temporaryHome();
  const said: string[] = [];
  const withoutLog = { ...home, log: '/no/such/folder/log' };
  await run({ home: withoutLog, signal, say: (line) => said.push(line) }, shell('echo one'));
  expect(said).toEqual(['one']);
});

it('reports a missing command', async () => {
  const home = await temporaryHome();
  const missing = { ...shell(''), file: '/no/such/command' };
  await expect(run({ home, signal, say: () => {} }, missing)).rejects.toThrow(/^it broke: .*ENOENT/);
});

it('ends a command with its child processes on abort, and throws the reason', async () => {
  const home = await temporaryHome();
  const interrupt = new AbortController();
  const say = () => interrupt.abort(new Error('interrupted'));
  // A child process keeps the output open: if it were still running, this call would wait for it.
  const nested = shell('sh -c "echo started; sleep 60" & exit 0');
  await expect(run({ home, signal: interrupt.signal, say }, nested)).rejects.toThrow('interrupted');
});

it('starts nothing when it is aborted already', async () => {
  const home = await temporaryHome();
  const said: string[] = [];
  const aborted = AbortSignal.abort(new Error('interrupted'));
  const ran = run({ home, signal: aborted, say: (line) => said.push(line) }, shell('echo started'));
  await expect(ran).rejects.toThrow('interrupted');
  expect(said).toEqual([]);
});
