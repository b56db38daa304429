import { describe, expect, it } from 'vitest';
import type { UnsignedGetOptions } from '../../lib/api-client/unsigned-get.ts';
import type { LocalAlarms } from '../../lib/contracts/local-alarms.ts';
import { fakeApi } from './support/fake-api.ts';
import { alarmsIn, SPIKE, SPIKE_RUNBOOK } from './support/local-alarms.ts';
import { NOW, runCli } from './support/run-cli.ts';

interface Given {
  /** How the alarms are at each look; the last one from then on. */
  readonly looks?: readonly (LocalAlarms | undefined)[];
  readonly words?: readonly string[];
  readonly local?: boolean;
  /** Interrupted in that second. */
  readonly interruptedIn?: number;
}

async function attack({ looks = [], words = [], local = true, interruptedIn }: Given) {
  const controller = new AbortController();
  const calls: { url: string; headers: UnsignedGetOptions['headers'] }[] = [];
  let [seconds, look] = [0, 0];
  const ran = await runCli(['demo', 'attack', ...words], {
    transport: fakeApi().transport,
    local,
    clock: () => NOW + seconds * 1_000,
    instruments: {
      get: async (url, { headers } = {}) => {
        calls.push({ url, headers });
        return { status: 401, headers: {}, text: '' };
      },
      findLocalAlarms: async () => looks[Math.min(look++, looks.length - 1)],
      interruption: () => controller.signal,
      pause: async () => {
        seconds += 1;
        if (seconds === interruptedIn) controller.abort();
      },
    },
  });
  return { ...ran, calls, seconds };
}

const QUIET = alarmsIn('OK');
const GOES_OFF = [...Array.from({ length: 13 }, () => QUIET), alarmsIn('ALARM')];

describe('postern demo attack', () => {
  it('sends distinct invalid keys to the sample API until the alarm fires, and reports the alarm', async () => {
    const { exitCode, stdout, stderr, calls, seconds } = await attack({ looks: GOES_OFF });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^alarm +${SPIKE}$`, 'm'));
    expect(stdout).toMatch(/^after +13 s and 78 requests$/m);
    expect(stdout).toMatch(/^means +Many requests a minute fail authentication\.$/m);
    expect(stdout).toMatch(/^since +2027-01-01T00:01:00\.000Z$/m);
    expect(stdout).toMatch(new RegExp(`^runbook +${SPIKE_RUNBOOK}$`, 'm'));
    expect(stdout).toMatch(/^also +Postern-local-Monitoring-failed-authentication-ratio$/m);
    expect(stderr).toContain('10 s: 60 sent');
    expect(seconds).toBe(13);
    expect(new Set(calls.map(({ url }) => new URL(url).hostname))).toEqual(new Set(['localhost']));
    expect(new Set(calls.map(({ headers }) => headers?.authorization)).size).toBe(78);
  });

  it('prints the result as one JSON document with --json', async () => {
    const { stdout } = await attack({ looks: GOES_OFF, words: ['--json'] });
    expect(JSON.parse(stdout)).toMatchObject({
      alarm: SPIKE,
      state: 'ALARM',
      afterSeconds: 13,
      runbook: SPIKE_RUNBOOK,
    });
  });

  it('ends after two minutes at the latest', async () => {
    const { exitCode, stderr, calls } = await attack({ looks: [QUIET] });
    expect(calls).toHaveLength(720);
    expect(stderr).toContain('did not fire within 120 s');
    expect(exitCode).toBe(1);
  });

  it('ends immediately on interruption', async () => {
    const { exitCode, stderr, calls } = await attack({ looks: [QUIET], interruptedIn: 3 });
    expect(calls).toHaveLength(18);
    expect(stderr).toContain('Interrupted');
    expect(exitCode).toBe(1);
  });
});

describe('no request is sent, with the next step printed,', () => {
  it.each<readonly [string, Given, string, number]>([
    ['without a local deployment', { local: false }, 'npm start', 2],
    [
      'for a deployment in AWS',
      { words: ['--api-url', 'https://api.example.com', '--region', 'eu-central-1'] },
      'requires the sample API of the local deployment',
      2,
    ],
    ['without an evaluation of alarms', { looks: [undefined] }, 'npm start', 1],
    ['after the evaluation of alarms stopped', { looks: [alarmsIn('OK', NOW - 200_000)] }, 'npm start', 1],
    ['where there is no such alarm', { looks: [{ ...QUIET, alarms: [] }] }, '--reset', 1],
    ['where the alarm is on already', { looks: [alarmsIn('ALARM')] }, 'since 2027-01-01T00:01:00.000Z', 1],
  ])('%s', async (_, given, advice, expected) => {
    const { calls, stderr, exitCode } = await attack(given);
    expect(calls).toEqual([]);
    expect(stderr).toContain(advice);
    expect(exitCode).toBe(expected);
  });
});
