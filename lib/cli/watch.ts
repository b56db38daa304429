import { type Command, Option } from '@commander-js/extra-typings';
import { runbookIn } from '../contracts/alarm-notice.ts';
import type { AlarmStatus } from '../contracts/alarm-status.ts';
import type { Cli } from './cli.ts';
import { type Columns, listing } from './output.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage-error.ts';

type WatchSurroundings = Pick<Surroundings, 'openAccount' | 'findLocalAlarms'>;

/** `postern watch …`: what operators do with alarms and notices. */
export function addWatchCommands(watch: Command, cli: Cli, surroundings: WatchSurroundings): void {
  addStatus(watch, cli, surroundings);
  watch
    .command('test')
    .description('send a test notice the whole way, to those who get tickets and those who are paged')
    .action(async () => {
      const { client } = await cli.open();
      const asked = await client.call('testNotices', {});
      await cli.answer(
        asked,
        ({ askedAt }) =>
          `Asked for at ${askedAt}. The alarm test-notice goes off within two minutes and tells tickets and pages; ` +
          'a minute later both hear that it is over. What does not arrive: docs/runbooks/test-notice.md',
      );
    });
  watch
    .command('mute')
    .description(
      'hold pages back for maintenance; tickets go on, and what still goes on then pages at the end',
    )
    .addOption(
      new Option('--minutes <count>', 'for how long, 1 to 115').argParser(Number).makeOptionMandatory(),
    )
    .action(async ({ minutes }) => {
      const { client } = await cli.open();
      const muted = await client.call('mutePages', { body: { minutes } });
      await cli.answer(muted, ({ until }) => `Pages are held back until ${until}, from the next minute on.`);
    });
  watch
    .command('unmute')
    .description('end a mute; alarms that are active page again')
    .action(async () => {
      const { client } = await cli.open();
      const unmuted = await client.call('unmutePages', { body: {} });
      await cli.answer(
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

/** ALARM before everything else, then by name. */
const STATE_ORDER: readonly AlarmStatus['state'][] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

function addStatus(watch: Command, cli: Cli, surroundings: WatchSurroundings): void {
  watch
    .command('status')
    .description('list alarms with their state, since when they have it, and their runbook')
    .addOption(new Option('--prefix <text>', 'what the names begin with (default: Postern-<stage>-)'))
    .action(async ({ prefix }) => {
      const items = (await readAlarms(cli, surroundings, prefix)).toSorted(
        (one, other) =>
          STATE_ORDER.indexOf(one.state) - STATE_ORDER.indexOf(other.state) ||
          (one.name < other.name ? -1 : 1),
      );
      await cli.answer({ items }, (status, style) =>
        status.items.length === 0
          ? 'No alarms found. Deploy the Watch stack, or name the alarms with --prefix.'
          : listing(status.items, COLUMNS, style),
      );
    });
}

async function readAlarms(
  cli: Cli,
  { openAccount, findLocalAlarms }: WatchSurroundings,
  given: string | undefined,
): Promise<readonly AlarmStatus[]> {
  const { deployment, alarmPrefix, local } = await cli.open();
  if (local) {
    const found = await findLocalAlarms();
    if (found) return found.alarms;
    throw new UsageError('the alarms of the local deployment are not evaluated', 'run `npm start`');
  }
  const prefix = given ?? alarmPrefix;
  if (prefix !== undefined) return openAccount(deployment).alarms(prefix);
  throw new UsageError(
    'the names of the alarms are not known without a stage',
    'add --prefix <text>, or use --stage instead of --api-url',
  );
}
