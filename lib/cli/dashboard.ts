import type { Command } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';

/** `postern dashboard`: the address of the dashboard, opened in the browser. */
export function addDashboardCommand(dashboard: Command, cli: Cli, { openUrl }: CliContext): void {
  dashboard.option('--no-open', 'Print the address only').action(async ({ open }) => {
    const { deployment } = await cli.open();
    const url = `${deployment.apiUrl}/dashboard`;
    await cli.print({ url }, () => url);
    if (open === false || !cli.canPrompt()) return;
    await cli.info('Opening the address in your browser. To print it only, add --no-open.');
    await openUrl(url);
  });
}
