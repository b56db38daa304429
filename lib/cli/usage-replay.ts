import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { RecorderError, type UsageReplay } from '../api-client/usage-replay.ts';
import { REPLAYED_LINES, type RecordedLines } from '../contracts/usage-replay.ts';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';
import { sinceOption, untilOption } from './options.ts';
import { type Columns, listing } from './output.ts';
import { UsageError } from './usage-error.ts';

type ReplayContext = Pick<CliContext, 'openUsageReplay'>;

interface ReplayedLogGroup extends RecordedLines {
  readonly logGroup: string;
}

const MS_PER_DAY = 24 * 60 * 60_000;

const COLUMNS: Columns<ReplayedLogGroup> = {
  'log group': ({ logGroup }) => logGroup,
  recorded: ({ recorded }) => String(recorded),
  'known before': ({ known }) => String(known),
  dropped: ({ dropped }) => String(dropped),
};

/** `postern usage replay`: record the decision lines that the log has and the usage table does not. */
export function addReplay(usage: CommandUnknownOpts, cli: Cli, context: ReplayContext): void {
  usage
    .command('replay')
    .description(
      'Record the decisions of an outage from the logs. Each line is counted once, also if it is repeated.',
    )
    .addOption(sinceOption().makeOptionMandatory())
    .addOption(untilOption())
    .action(async ({ since, until }) => {
      rejectReportOptions(usage);
      const range = rangeOf(cli.clock(), since, until);
      const location = await cli.locate();
      const replay = await cli.during(context.openUsageReplay(location));
      if (!replay) {
        throw new UsageError(
          `Stage '${location.stage}' in ${location.region} records no usage.`,
          'Check --stage and --region, or deploy the stage.',
        );
      }
      const logGroups: ReplayedLogGroup[] = [];
      try {
        for (const logGroup of await cli.during(replay.logGroups()))
          logGroups.push(await replayLogGroup(cli, replay, logGroup, range));
      } catch (error) {
        if (!(error instanceof RecorderError)) throw error;
        cli.setFailed();
        await cli.info(
          `The function record-usage failed: ${error.message}. Correct the cause (docs/runbooks/usage-dead-letters.md), ` +
            'and run the command again.',
        );
        return;
      }
      await cli.print({ ...isoRange(range), logGroups }, (report, style) =>
        [
          report.logGroups.length === 0
            ? 'No log group is registered.'
            : listing(report.logGroups, COLUMNS, style),
          `Lines from ${report.since} until ${report.until}. Counts include them within some 5 minutes.`,
        ].join('\n'),
      );
    });
}

/** The parser also accepts the options of `postern usage`, which a replay would ignore. */
function rejectReportOptions(usage: CommandUnknownOpts): void {
  const given = usage.options.find((option) => usage.getOptionValueSource(option.attributeName()) === 'cli');
  if (given)
    throw new UsageError(
      `${given.long} does not apply to usage replay, which records the decisions of all tenants`,
      `Omit ${given.long}. Select the range with --since and --until.`,
    );
}

interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** @throws UsageError for a range that is empty, or longer ago than lines can be identified */
function rangeOf(nowMs: number, since: string, until: string | undefined): Range {
  const { minAgeMs, maxAgeDays } = REPLAYED_LINES;
  const earliestMs = nowMs - maxAgeDays * MS_PER_DAY;
  const latestMs = nowMs - minAgeMs;
  const fromMs = Date.parse(since);
  if (until !== undefined && fromMs >= Date.parse(until))
    throw new UsageError(`--since ${since} is not before --until ${until}.`, 'Use a later --until.');
  const untilMs = Math.min(latestMs, until === undefined ? latestMs : Date.parse(until));
  if (fromMs < earliestMs) {
    const earliest = new Date(earliestMs).toISOString();
    throw new UsageError(
      `--since ${since} is more than ${maxAgeDays} days ago: lines before ${earliest} cannot be identified.`,
      `Use --since ${earliest} or later.`,
    );
  }
  if (fromMs < untilMs) return { fromMs, untilMs };
  throw new UsageError(
    `No lines to replay: --since ${since} is not before ${new Date(untilMs).toISOString()}.`,
    'Newer lines are still in delivery. Use an earlier --since.',
  );
}

function isoRange({ fromMs, untilMs }: Range) {
  return { since: new Date(fromMs).toISOString(), until: new Date(untilMs).toISOString() };
}

async function replayLogGroup(
  cli: Cli,
  replay: UsageReplay,
  logGroup: string,
  range: Range,
): Promise<ReplayedLogGroup> {
  const total = { recorded: 0, known: 0, dropped: 0 };
  for await (const lines of replay.lines(logGroup, range)) {
    const { recorded, known, dropped } = await replay.record(logGroup, lines);
    total.recorded += recorded;
    total.known += known;
    total.dropped += dropped;
    cli.progress(`${total.recorded + total.known} lines of ${logGroup}`);
  }
  return { logGroup, ...total };
}
