import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { key } from '../api-client/support/answers.ts';
import { fakeApi } from '../cli/support/fake-api.ts';
import { accountOf } from '../cli/support/instruments.ts';
import { runCli } from '../cli/support/run-cli.ts';

const RUNBOOKS = join(import.meta.dirname, '../../docs/runbooks');

/** The commands of Postern in a runbook, as a person pastes them, with a key ID in place of `$KEY`. */
function commandsOf(file: string): readonly string[] {
  const text = readFileSync(join(RUNBOOKS, file), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, code = '']) => code);
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('npx postern '))
    .map((line) => line.replace('npx postern ', '').replace('$KEY', key.id));
}

const COMMANDS = readdirSync(RUNBOOKS).flatMap((file) =>
  // What these two look at, they test with deployments of their own.
  commandsOf(file)
    .filter((command) => !/^(?:doctor|audit (?:verify|export))\b/.test(command))
    .map((command) => ({ file, command })),
);

describe('a command that a runbook names', () => {
  it.each(COMMANDS)('$file: $command', async ({ command }) => {
    const { transport } = fakeApi();
    const { exitCode, stderr } = await runCli([...command.split(' '), '--region', 'eu-central-1'], {
      ...{ transport, local: false, findApiUrl: async () => 'https://api.example.com' },
      instruments: { openAccount: () => accountOf({ alarms: async () => [] }) },
    });
    expect(stderr).not.toContain('error:');
    expect(exitCode).toBe(0);
  });
});

it('no runbook asks for a tenant where a key ID is enough', () => {
  const asking = COMMANDS.filter(({ command }) => / --tenant /.test(command) && command.includes(key.id));
  expect(asking).toEqual([]);
});
