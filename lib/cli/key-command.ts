import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminClient } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { tenantOption } from './options.ts';
import type { Style } from './output.ts';

interface KeyCommand<Answer> {
  readonly step: string;
  readonly description: string;
  readonly call: (
    client: AdminClient,
    params: { readonly tenant: string; readonly key: string },
  ) => Promise<Answer>;
  readonly view: (answer: Answer, style: Style) => string;
}

/** A command that takes a key and nothing else, and shows what the API answers. */
export function addKeyCommand<Answer>(
  parent: CommandUnknownOpts,
  cli: Cli,
  { step, description, call, view }: KeyCommand<Answer>,
): void {
  parent
    .command(step)
    .description(description)
    .argument('<keyId>')
    .addOption(tenantOption())
    .action(async (key, { tenant }) => {
      const { client, tenantOfKey } = await cli.open();
      await cli.answer(await call(client, { tenant: await tenantOfKey(tenant, key), key }), view);
    });
}
