import { describe, expect, it } from 'vitest';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import type { DescribedTable, Restore } from '../../lib/recovery/open-restore.ts';
import { RestoreError } from '../../lib/recovery/restore-error.ts';
import { fakeApi } from './support/fake-api.ts';
import { NOTHING_RESTORED, restoredTable, restoreOf } from './support/instruments.ts';
import { runCli } from './support/run-cli.ts';

const TIME = '2026-12-31T12:00:00Z';
const KEY = { kind: 'key', tenant: 'acme', id: 'k1' } as const;
function restore(opened: Restore | undefined, ...words: readonly string[]) {
  return runCli(['restore', '--stage', 'prod', '--region', 'eu-central-1', ...words], {
    transport: fakeApi().transport,
    local: false,
    environment: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' },
    instruments: { openRestore: async () => opened, interruption: () => new AbortController().signal },
  });
}

function copyWith(given: Partial<DescribedTable>): Restore {
  return restoreOf({ describeTable: async (table) => restoredTable(table, given) });
}

it('warns if DynamoDB does not state the source of the copy', async () => {
  const { exitCode, stderr } = await restore(copyWith({ source: undefined }), '--time', TIME);
  expect([exitCode, stderr]).toEqual([
    EXIT.ok,
    expect.stringContaining('Continue only if it is a copy of keys'),
  ]);
});

it('plans first, and writes after the confirmation', async () => {
  const runs: boolean[] = [];
  const opened = restoreOf({
    run: async ({ isDryRun }) => {
      runs.push(isDryRun);
      return { ...NOTHING_RESTORED, recreated: [KEY], lost: [{ ...KEY, id: 'k2' }] };
    },
  });
  const rejected = await restore(opened, '--time', TIME);
  expect([rejected.exitCode, runs]).toEqual([EXIT.usage, [true]]);
  expect(rejected.stderr).toContain('--yes');
  const done = await restore(opened, '--time', TIME, '--yes');
  expect([done.exitCode, runs]).toEqual([EXIT.ok, [true, true, false]]);
  expect(done.stdout).toContain('missing items to write again: 1 key');
  expect(done.stdout).toContain('key k2 of tenant acme');
});

it('writes nothing with --dry-run, and if nothing is missing', async () => {
  const run: Restore['run'] = async ({ isDryRun }) => (isDryRun ? NOTHING_RESTORED : expect.fail());
  const planned = await restore(restoreOf({ run }), '--time', TIME, '--yes');
  expect([planned.exitCode, planned.stdout]).toEqual([
    EXIT.ok,
    expect.stringContaining('Nothing to restore'),
  ]);
});

it('fails if other writes changed an item at the same time', async () => {
  const run: Restore['run'] = async () => ({ ...NOTHING_RESTORED, recreated: [KEY], conflicts: [KEY] });
  const done = await restore(restoreOf({ run }), '--time', TIME, '--yes');
  expect([done.exitCode, done.stdout]).toEqual([
    EXIT.rejected,
    expect.stringContaining('Run the command again'),
  ]);
});

describe('a restore that cannot start', () => {
  it('prints the command that creates the copy', async () => {
    const describeTable = async (table: string) => (table === 'keys' ? restoredTable(table) : undefined);
    const { exitCode, stderr } = await restore(restoreOf({ describeTable }), '--time', TIME);
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain(
      'aws dynamodb restore-table-to-point-in-time --source-table-name keys --target-table-name keys-20261231T120000Z',
    );
  });

  it.each([
    ['a time that is not in the past', restoreOf({}), ['--time', '2027-02-01T00:00:00Z'], 'not in the past'],
    ['a missing time', restoreOf({}), [], '--time'],
    ['a stage without a key table', undefined, ['--time', TIME], 'publishes no key table'],
    [
      'a lost key table',
      restoreOf({ describeTable: async () => undefined }),
      ['--time', TIME],
      'does not exist',
    ],
    ['a copy in creation', copyWith({ status: 'CREATING' }), ['--time', TIME], 'CREATING'],
    [
      'the key table in place of its copy',
      restoreOf({ copyTable: 'keys' }),
      ['--time', TIME, '--from', 'keys'],
      'is the key table itself',
    ],
    [
      'a copy of the key table of another stage',
      copyWith({
        source: { tableArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/others', copiedAtMs: 0 },
      }),
      ['--time', TIME],
      'is a copy of arn:aws:dynamodb:eu-central-1:111122223333:table/others, not of',
    ],
    [
      'a time after the time of the copy',
      restoreOf({}),
      ['--time', '2026-12-31T12:00:01Z'],
      'has the state of 2026-12-31T12:00:00.000Z, which is before --time 2026-12-31T12:00:01.000Z',
    ],
  ])('explains %s', async (_, opened, words, text) => {
    const { exitCode, stderr } = await restore(opened, ...words);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining(text)]);
  });
});

it('explains how to continue after a failure', async () => {
  const run = async () =>
    Promise.reject(new RestoreError('The restore stopped', 'Run the command again to continue.'));
  const { exitCode, stderr } = await restore(restoreOf({ run }), '--time', TIME, '--yes');
  expect([exitCode, stderr]).toEqual([EXIT.unavailable, expect.stringContaining('Run the command again')]);
});
