import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { runbookIn } from '../contracts/alarm-notification.ts';
import type { AlarmStatus } from '../contracts/alarm-status.ts';
import { MAX_MUTE_MINUTES } from '../contracts/key-metrics.ts';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';
import { confirm } from './confirm.ts';
import { parseCount, yesOption } from './options.ts';
import { type Columns, listing } from './output.ts';
import { UsageError } from './usage-error.ts';

type AlarmContext = Pick<CliContext, 'openAccount' | 'findLocalAlarms'>;

/** `postern alarms …`: show, test and mute alarms. */
export function addAlarmCommands(alarms: Command, cli: Cli, context: AlarmContext): void {
  addStatus(alarms, cli, context);
  alarms
    .command('test')
    .description('Send a test notification to all ticket and page receivers')
    .action(async () => {
      const { client } = await cli.open();
      const requested = await client.call('testNotifications', {});
      await cli.print(
        requested,
        ({ requestedAt }) =>
          `Requested at ${requestedAt}. The test-notification alarm notifies tickets and pages within two minutes, and again when ` +
          'it ends a minute later. If a notification does not arrive: docs/runbooks/test-notification.md',
      );
    });
  alarms
    .command('mute')
    .description(
      'Mute paging during maintenance. Tickets are still sent. Alarms still active at the end send a page. Asks for confirmation.',
    )
    .addOption(
      new Option('--minutes <count>', `Duration in minutes, 1 to ${MAX_MUTE_MINUTES}`)
        .argParser(parseCount('minutes', MAX_MUTE_MINUTES))
        .makeOptionMandatory(),
    )
    .addOption(yesOption())
    .action(async ({ minutes, yes = false }) => {
      const { client } = await cli.open();
      const text = `Mute all pages of this deployment for ${minutes} minutes?`;
      if (
        !(await confirm(cli, { text, answer: 'mute', cancellation: 'Canceled. Paging is not muted.', yes }))
      )
        return;
      const muted = await client.call('mutePages', { body: { minutes } });
      await cli.print(muted, ({ until }) => `Paging is muted until ${until}, from the next minute.`);
    });
  alarms
    .command('unmute')
    .description('End a mute. Active alarms send a page.')
    .action(async () => {
      const { client } = await cli.open();
      const unmuted = await client.call('unmutePages', { body: {} });
      await cli.print(
        unmuted,
        ({ requestedAt }) => `Requested at ${requestedAt}. Paging resumes within two minutes.`,
      );
    });
}

const COLUMNS: Columns<AlarmStatus> = {
  state: ({ state }) => state,
  alarm: ({ name }) => name,
  since: ({ since }) => since,
  runbook: ({ description }) => runbookIn(description) ?? null,
};

const TENANT_COLUMNS: Columns<AdminResponse<'showTenantAlarms'>['items'][number]> = {
  alarm: ({ name }) => name,
  since: ({ since }) => since,
  cause: ({ cause }) => cause,
  runbook: ({ runbook }) => runbook,
};

/** ALARM before everything else, then by name. */
const STATE_ORDER: readonly AlarmStatus['state'][] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

function addStatus(alarms: Command, cli: Cli, context: AlarmContext): void {
  alarms
    .command('status')
    .description('List the alarms with their state, the time of the last state change and the runbook')
    .addOption(
      new Option('--prefix <text>', 'Prefix of the alarm names (default: Postern-<stage>-)').conflicts(
        'tenant',
      ),
    )
    .addOption(new Option('--tenant <tenant>', 'List only the active alarms whose cause is in this tenant'))
    .action(async ({ prefix, tenant }) => {
      if (tenant !== undefined) {
        const { client } = await cli.open();
        const found = await client.call('showTenantAlarms', { params: { tenant } });
        await cli.print(found, ({ items }, style) =>
          items.length === 0
            ? 'No active alarm has its cause in this tenant.'
            : listing(items, TENANT_COLUMNS, style),
        );
        return;
      }
      const items = (await readAlarms(cli, context, prefix)).toSorted(
        (one, other) =>
          STATE_ORDER.indexOf(one.state) - STATE_ORDER.indexOf(other.state) ||
          (one.name < other.name ? -1 : 1),
      );
      await cli.print({ items }, (status, style) =>
        status.items.length === 0
          ? 'No alarms found. Deploy the Monitoring stack, or set the prefix of the alarm names with --prefix.'
          : listing(status.items, COLUMNS, style),
      );
    });
}

async function readAlarms(
  cli: Cli,
  { openAccount, findLocalAlarms }: AlarmContext,
  prefixOption: string | undefined,
): Promise<readonly AlarmStatus[]> {
  const { deployment, stage, local } = await cli.open();
  if (local) {
    const found = await findLocalAlarms();
    if (found) return found.alarms;
    throw new UsageError('The alarms of the local deployment are not evaluated', 'Run npm start.');
  }
  const prefix = prefixOption ?? (stage && `Postern-${stage}-`);
  if (prefix !== undefined) return openAccount(deployment).alarms(prefix);
  throw new UsageError(
    'Alarm names are unknown without a stage',
    'Add --prefix <text>, or use --stage instead of --api-url.',
  );
}
