import { type Command, Option } from '@commander-js/extra-typings';
import type { RestoreReport } from '../../recovery/report.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { confirm } from '../confirm.ts';
import { parseInstant, yesOption } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { assertSource, findCopy } from './copy.ts';
import { planLines, reportLines } from './report-text.ts';

type RestoreContext = Pick<CliContext, 'openRestore' | 'interruption'>;

/** `postern restore`: write lost keys back from a copy of the key table, without accepting a value that has ended. */
export function addRestoreCommand(restore: Command, cli: Cli, context: RestoreContext): void {
  restore
    .addOption(
      new Option('--time <instant>', 'Time of the copy of the key table (RFC 3339)')
        .argParser(parseInstant)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--from <table>', 'Name of the copy (default: the name of the key table and the time)'),
    )
    .addOption(new Option('--dry-run', 'Print what would be restored and write nothing'))
    .addOption(yesOption())
    .action(async ({ time, from, dryRun = false, yes = false }) => {
      const location = await cli.locate();
      const copiedAtMs = Date.parse(time);
      if (copiedAtMs >= cli.clock()) throw new UsageError(`The time ${time} is not in the past.`);
      const opened = await context.openRestore({ ...location, copiedAtMs, copyTable: from });
      if (!opened) {
        throw new UsageError(
          `Stage '${location.stage}' in ${location.region} publishes no key table.`,
          'Check --stage and --region, or deploy the stage.',
        );
      }
      const copy = await findCopy(opened, time);
      assertSource(opened, copy, time);
      if (!copy.source) {
        const { copyTable, liveTable } = opened;
        await cli.info(
          `DynamoDB does not state the source of ${copyTable}. Continue only if it is a copy of ${liveTable} at ${time}.`,
        );
      }
      const interruption = context.interruption();
      const run = (isDryRun: boolean) => {
        const onProgress = async (step: string, count: number) => cli.progress(`${count} ${step}`);
        return cli.during(opened.run({ isDryRun, onProgress, interruption }));
      };
      try {
        const plan = await run(true);
        if (dryRun || !hasWork(plan)) return await cli.print(plan, planLines);
        await cli.info(planLines(plan));
        if (!(await mayRestore(cli, location.stage, yes))) return;
        const report = await run(false);
        if (report.conflicts.length > 0) cli.setFailed();
        await cli.print(report, reportLines);
      } catch (error) {
        if (!interruption.aborted) throw error;
        cli.setFailed();
        await cli.info('Interrupted. Run the command again to continue.');
      }
    });
}

function hasWork({ recreated, tightened, copiedItems }: RestoreReport): boolean {
  return recreated.length + tightened.length + copiedItems > 0;
}

function mayRestore(cli: Cli, stage: string, yes: boolean): Promise<boolean> {
  const text = `Restore these items of stage ${stage}?`;
  return confirm(cli, { text, answer: stage, cancellation: 'Canceled. Nothing was restored.', yes });
}
