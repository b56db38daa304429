import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminClient } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { ifVersionOption, tenantOption } from './options.ts';
import type { Style } from './output.ts';

interface KeyParams {
  readonly tenant: string;
  readonly key: string;
}

interface KeyCommand<Answer> {
  readonly step: string;
  readonly description: string;
  readonly call: (client: AdminClient, params: KeyParams) => Promise<Answer>;
  readonly view: (answer: Answer, style: Style) => string;
}

/** Adds a command whose only input is a key, and prints the API response. */
export function addKeyCommand<Answer>(
  parent: CommandUnknownOpts,
  cli: Cli,
  { step, description, call, view }: KeyCommand<Answer>,
): void {
  parent
    .command(step)
    .description(description)
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .action(async (key, { tenant }) => {
      const { client, tenantOfKey } = await cli.open();
      await cli.answer(await call(client, { tenant: await tenantOfKey(tenant, key), key }), view);
    });
}

interface KeyChangeCommand<Answer> extends Omit<KeyCommand<Answer>, 'call'> {
  readonly call: (
    client: AdminClient,
    request: { readonly params: KeyParams; readonly ifMatch: string | undefined },
  ) => Promise<Answer>;
}

/** Adds a command that updates a key by ID, on the condition of `--if-version`. */
export function addKeyUpdateCommand<Answer>(
  parent: CommandUnknownOpts,
  cli: Cli,
  { step, description, call, view }: KeyChangeCommand<Answer>,
): void {
  parent
    .command(step)
    .description(description)
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(ifVersionOption())
    .action(async (key, { tenant, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      await cli.answer(await call(client, { params, ifMatch }), view);
    });
}
