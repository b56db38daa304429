import { randomBytes } from 'node:crypto';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { LocalAlarms } from '../../contracts/local-alarms.ts';
import { localHostOf } from '../../contracts/local-deployment.ts';
import { isLoopback } from '../../contracts/loopback.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { keyHeaders } from '../curl.ts';
import { UsageError } from '../usage-error.ts';
import { type AlarmResult, alarmResultLines, alarmResultView } from './alarm-result.ts';
import { DemoError } from './demo-error.ts';

/** Suffix of the name of the expected alarm. */
const ALARM = 'failed-authentication-spike';
/** Above the threshold of the alarm and below the capacity of the emulator. */
const REQUESTS_PER_SECOND = 6;
/** The alarm evaluates the previous minute once a minute. The attack always ends after this time. */
const LONGEST_SECONDS = 120;
const TOLD_EVERY_SECONDS = 10;
/** The runner evaluates once a minute. */
const STALE_MS = 3 * 60_000;

type AttackDeps = Pick<CliContext, 'get' | 'interruption' | 'pause' | 'findLocalAlarms'>;

/** `postern demo attack`: sends invalid keys to the local sample API until the alarm fires. */
export function addAttackCommand(demo: CommandUnknownOpts, cli: Cli, context: AttackDeps): void {
  demo
    .command('attack')
    .description('Send invalid keys to the local deployment for at most 2 minutes, until the alarm fires')
    .action(async () => {
      const { local, profile: readProfile } = await cli.open();
      if (!local || !isLoopback(new URL(local.sampleRestUrl).hostname)) {
        throw new UsageError(
          'The attack demo requires the sample API of the local deployment',
          'Remove --stage and --api-url, unset POSTERN_STAGE, and run npm start.',
        );
      }
      const profile = await readProfile();
      await assertQuiet(cli, context);
      const attempt = async (signal: AbortSignal): Promise<void> => {
        const presented = { value: randomBytes(24).toString('hex'), host: localHostOf(local.tenant) };
        const headers = keyHeaders(profile, presented);
        await context.get(`${local.sampleRestUrl}/hello`, { headers, signal });
      };
      const arrival = await attack(cli, context, attempt);
      if (arrival) return cli.print(alarmResultView(arrival), alarmResultLines);
      cli.setFailed();
      await cli.info('Interrupted. No more requests are sent.');
    });
}

/** @throws DemoError if the alarms are not evaluated, or this alarm is already in ALARM */
async function assertQuiet(cli: Cli, { findLocalAlarms }: AttackDeps): Promise<void> {
  const found = await findLocalAlarms();
  const isFresh = found && cli.clock() - Date.parse(found.evaluatedAt) < STALE_MS;
  if (!isFresh)
    throw new DemoError('The local alarms are not evaluated', 'Run npm start and keep it running.');
  const before = alarmIn(found);
  if (!before) throw new DemoError(`Alarm ${ALARM} not found`, 'Start over: npm start -- --reset');
  if (before.state !== 'ALARM') return;
  throw new DemoError(
    `${before.name} is already in ALARM, since ${before.since ?? 'before the start'}`,
    'Wait until it is OK, a few minutes after the last attack.',
  );
}

/**
 * @returns undefined if it was interrupted
 * @throws DemoError if the alarm does not fire; UnreachableError
 */
async function attack(
  cli: Cli,
  { pause, interruption, findLocalAlarms }: AttackDeps,
  attempt: (signal: AbortSignal) => Promise<void>,
): Promise<AlarmResult | undefined> {
  const interrupted = interruption();
  const beginMs = cli.clock();
  const elapsedSeconds = () => Math.round((cli.clock() - beginMs) / 1_000);
  await cli.info(`Sending ${REQUESTS_PER_SECOND} invalid keys per second until ${ALARM} fires.`);
  for (let second = 1; elapsedSeconds() < LONGEST_SECONDS; second += 1) {
    const wave = Array.from({ length: REQUESTS_PER_SECOND }, () => attempt(interrupted));
    const sent = await Promise.allSettled([...wave, pause(1_000, interrupted)]);
    if (interrupted.aborted) return undefined;
    for (const each of sent) if (each.status === 'rejected') throw each.reason;
    const [requests, afterSeconds] = [second * REQUESTS_PER_SECOND, elapsedSeconds()];
    const found = await findLocalAlarms();
    const alarm = alarmIn(found);
    if (alarm?.state === 'ALARM') return { alarm, others: othersIn(found), afterSeconds, requests };
    if (second % TOLD_EVERY_SECONDS === 0) {
      await cli.info(`${afterSeconds} s: ${requests} sent; ${ALARM} is ${alarm?.state ?? 'not evaluated'}`);
    }
  }
  throw new DemoError(
    `${ALARM} did not fire within ${LONGEST_SECONDS} s`,
    'Find the cause with npx postern doctor and in .postern/start.log.',
  );
}

function alarmIn(found: LocalAlarms | undefined) {
  return found?.alarms.find(({ name }) => name.endsWith(`-${ALARM}`));
}

function othersIn(found: LocalAlarms | undefined): readonly string[] {
  const inAlarm = found?.alarms.filter(({ state }) => state === 'ALARM') ?? [];
  return inAlarm.map(({ name }) => name).filter((name) => !name.endsWith(`-${ALARM}`));
}
