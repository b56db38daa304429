import { type Command, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';

/** `postern watch …`: what operators do with alarms and notices. */
export function addWatchCommands(watch: Command, cli: Cli): void {
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
}
