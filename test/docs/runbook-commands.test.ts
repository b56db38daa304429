import { describe, expect, it } from 'vitest';
import { key } from '../api-client/support/responses.ts';
import { fakeApi } from '../cli/support/fake-api.ts';
import { accountOf } from '../cli/support/instruments.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { RUNBOOKS, runbookCommands } from '../support/runbooks.ts';

/** The commands of Postern in a runbook, with a key ID in place of `$KEY`. */
function posternCommands(runbook: string): readonly string[] {
  return runbookCommands(runbook)
    .filter((line) => line.startsWith('npx postern '))
    .map((line) => line.replace('npx postern ', '').replace('$KEY', key.id));
}

const COMMANDS = RUNBOOKS.flatMap((runbook) =>
  // Other tests cover these commands with their own deployments.
  posternCommands(runbook)
    .filter((command) => !/^(?:doctor|audit (?:verify|export)|usage replay)\b/.test(command))
    .map((command) => ({ runbook, command })),
);

describe('a command of a runbook', () => {
  it.each(COMMANDS)('$runbook: $command', async ({ command }) => {
    const { transport } = fakeApi();
    const { exitCode, stderr } = await runCli([...command.split(' '), '--region', 'eu-central-1'], {
      ...{ transport, local: false, findApiUrl: async () => 'https://api.example.com' },
      instruments: { openAccount: () => accountOf({ alarms: async () => [] }) },
    });
    expect(stderr).not.toContain('error:');
    expect(exitCode).toBe(0);
  });
});

it('no command with a key ID has a tenant', () => {
  const commandsWithTenant = COMMANDS.filter(
    ({ command }) => / --tenant /.test(command) && command.includes(key.id),
  );
  expect(commandsWithTenant).toEqual([]);
});
