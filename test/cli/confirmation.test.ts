import { describe, expect, it } from 'vitest';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { key, owner } from '../api-client/support/answers.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const COMMANDS: readonly (readonly [string, string])[] = [
  [`keys revoke ${key.id}`, key.id],
  [`keys replace ${key.id}`, key.id],
  [`owners cut-off ${owner.id}`, owner.id],
  [`managed-keys replace ${key.id}`, key.id],
  [`managed-keys unmanage ${key.id}`, key.id],
];

describe.each(COMMANDS)('%s', (words, answer) => {
  const command = [...words.split(' '), '--tenant', 'acme'];

  it('requires --yes without a terminal, and sends nothing without it', async () => {
    const { transport, calls } = fakeApi();
    const { exitCode, stderr } = await runCli(command, { transport });
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain('--yes');
    expect(calls).toEqual([]);
  });

  it('is done without a terminal with --yes', async () => {
    const { transport, calls } = fakeApi();
    await runCli([...command, '--yes'], { transport });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['done once what it is about is typed', answer, 1],
    ['not done with any other answer', 'y', 0],
  ])('at a terminal is %s', async (_, typed, count) => {
    const { transport, calls } = fakeApi();
    await runCli(command, { transport, terminal: true, input: `${typed}\n` });
    expect(calls).toHaveLength(count);
  });
});
