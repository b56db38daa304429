import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminClient } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { ifVersionOption, tenantOption } from './options.ts';
import type { Style } from './output.ts';

interface KeyParams {
  readonly tenant: string;
  readonly key: string;
}

interface CommandText {
  readonly name: string;
  readonly description: string;
}

interface KeyCommand<Body> extends CommandText {
  readonly call: (client: AdminClient, params: KeyParams) => Promise<Body>;
  readonly view: (body: Body, style: Style) => string;
}

/** Adds a command whose only input is a key, and prints the API response. */
export function addKeyCommand<Body>(
  parent: CommandUnknownOpts,
  cli: Cli,
  { call, view, ...text }: KeyCommand<Body>,
): void {
  keyCommand(parent, text).action(async (key, { tenant }) => {
    const { client, tenantOfKey } = await cli.open();
    await cli.print(await call(client, { tenant: await tenantOfKey(tenant, key), key }), view);
  });
}

interface KeyUpdateCommand<Body> extends Omit<KeyCommand<Body>, 'call'> {
  readonly call: (
    client: AdminClient,
    request: { readonly params: KeyParams; readonly ifMatch: string | undefined },
  ) => Promise<Body>;
}

/** Adds a command that updates a key by ID, on the condition of `--if-version`. */
export function addKeyUpdateCommand<Body>(
  parent: CommandUnknownOpts,
  cli: Cli,
  { call, view, ...text }: KeyUpdateCommand<Body>,
): void {
  keyCommand(parent, text)
    .addOption(ifVersionOption())
    .action(async (key, { tenant, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      await cli.print(await call(client, { params, ifMatch }), view);
    });
}

function keyCommand(parent: CommandUnknownOpts, { name, description }: CommandText) {
  return parent
    .command(name)
    .description(description)
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption());
}
