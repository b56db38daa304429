import { describe, expect, it } from 'vitest';
import { RecorderError, type StreamLines, type UsageReplay } from '../../lib/api-client/usage-replay.ts';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

/** The clock of the CLI tests. */
const NOW_MS = Date.parse('2027-01-01T00:00:00Z');
const LINES: StreamLines = { logStream: 's', logEvents: [{ timestamp: 1, message: 'line' }] };

function replayOf(given: Partial<UsageReplay>): UsageReplay {
  return {
    logGroups: async () => ['/aws/lambda/one', '/aws/lambda/two'],
    lines: async function* () {
      yield LINES;
      yield LINES;
    },
    record: async () => ({ recorded: 2, known: 1, dropped: 0 }),
    ...given,
  };
}

function replay(opened: UsageReplay | undefined, ...words: readonly string[]) {
  return runCli(['usage', 'replay', '--stage', 'prod', '--region', 'eu-central-1', ...words], {
    transport: fakeApi().transport,
    local: false,
    environment: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' },
    instruments: { openUsageReplay: async () => opened },
  });
}

it('records the lines of each registered log group, up to those that are still in delivery', async () => {
  const ranges: object[] = [];
  const recorded: unknown[] = [];
  const opened = replayOf({
    lines: async function* (logGroup, range) {
      ranges.push({ logGroup, ...range });
      yield LINES;
      yield LINES;
    },
    record: async (logGroup, lines) => {
      recorded.push([logGroup, lines]);
      return { recorded: 2, known: 1, dropped: 0 };
    },
  });
  const { exitCode, stdout } = await replay(opened, '--since', '2026-12-31T06:00:00Z', '--json');
  expect(exitCode).toBe(EXIT.ok);
  expect(JSON.parse(stdout)).toEqual({
    since: '2026-12-31T06:00:00.000Z',
    until: '2026-12-31T23:45:00.000Z',
    logGroups: [
      { logGroup: '/aws/lambda/one', recorded: 4, known: 2, dropped: 0 },
      { logGroup: '/aws/lambda/two', recorded: 4, known: 2, dropped: 0 },
    ],
  });
  expect(recorded).toHaveLength(4);
  expect(ranges[0]).toEqual({
    logGroup: '/aws/lambda/one',
    fromMs: Date.parse('2026-12-31T06:00:00Z'),
    untilMs: NOW_MS - 15 * 60_000,
  });
});

it('prints a row for each log group, and when counts include the lines', async () => {
  const { stdout } = await replay(replayOf({}), '--since', '2026-12-30', '--until', '2026-12-31');
  expect(stdout).toMatch(/log group +recorded +known before +dropped/i);
  expect(stdout).toMatch(/\/aws\/lambda\/one +4 +2 +0/);
  expect(stdout).toContain('Lines from 2026-12-30T00:00:00.000Z until 2026-12-31T00:00:00.000Z.');
});

it('names the runbook if the function that records usage fails, and can be repeated', async () => {
  const opened = replayOf({ record: async () => Promise.reject(new RecorderError('UnavailableError')) });
  const { exitCode, stderr } = await replay(opened, '--since', '2026-12-30');
  expect(exitCode).toBe(EXIT.rejected);
  expect(stderr).toContain('record-usage failed: UnavailableError');
  expect(stderr).toContain('docs/runbooks/usage-dead-letters.md');
  expect(stderr).toContain('run the command again');
});

describe('a replay is rejected', () => {
  it.each([
    [
      'before lines can be identified',
      ['--since', '2026-12-17'],
      'Use --since 2026-12-18T00:00:00.000Z or later',
    ],
    ['of lines that are still in delivery', ['--since', '2026-12-31T23:50:00Z'], 'still in delivery'],
    ['of an empty range', ['--since', '2026-12-30', '--until', '2026-12-30'], 'Use a later --until'],
    [
      'of a range that ends before it starts',
      ['--since', '2026-12-30', '--until', '2026-12-29'],
      'Use a later --until',
    ],
    ['of one tenant', ['--since', '2026-12-30', '--tenant', 'acme'], 'Omit --tenant'],
    ['of a number of days', ['--since', '2026-12-30', '--days', '3'], 'Omit --days'],
    ['without a start', [], '--since'],
  ])('%s', async (_, words, advice) => {
    const { exitCode, stderr } = await replay(replayOf({}), ...words);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining(advice)]);
  });

  it('in a stage that records no usage', async () => {
    const { exitCode, stderr } = await replay(undefined, '--since', '2026-12-30');
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining('records no usage')]);
  });
});
