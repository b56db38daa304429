import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { isAgreed } from './agreement.ts';
import type { Cli } from './cli.ts';
import { addKeyCommand } from './key-command.ts';
import { tenantOption } from './options.ts';
import { type Columns, details } from './output.ts';

const FIELDS: Columns<AdminResponse<'rotateKey'>> = {
  key: ({ key }) => key,
  'secret that changed': ({ secretArn }) => secretArn,
  'caching consumers have it by': ({ consumersHaveItAt }) => consumersHaveItAt,
};

/** `postern managed-keys rotate`, `replace` and `rollback`: what changes the value of a key. */
export function addManagedKeyValues(managed: CommandUnknownOpts, cli: Cli): void {
  addValueCommand(managed, cli, {
    step: 'rotate',
    operation: 'rotateKey',
    description: 'rotate a key now; old and new are both accepted through the overlap',
  });
  addValueCommand(managed, cli, {
    step: 'rollback',
    operation: 'rollBackKey',
    description: 'go back to the previous value, which is accepted again first',
  });
  addReplace(managed, cli);
}

interface ValueCommand {
  readonly step: string;
  readonly operation: 'rotateKey' | 'rollBackKey';
  readonly description: string;
}

function addValueCommand(
  managed: CommandUnknownOpts,
  cli: Cli,
  { step, operation, description }: ValueCommand,
): void {
  addKeyCommand(managed, cli, {
    step,
    description,
    call: (client, params) => client.call(operation, { params }),
    view: (body, style) => details(body, FIELDS, style),
  });
}

/** `postern managed-keys replace` (MH-18): asks first, because consumers are refused until they read again. */
function addReplace(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('replace')
    .description('replace a value that leaked, at once: all others are refused from now on; asks first')
    .argument('<keyId>')
    .addOption(tenantOption())
    .addOption(new Option('--yes', 'replace without asking'))
    .action(async (key, { tenant, yes }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      const text = `Refuse every value of ${key} from now on? Consumers that cache are refused until they read the secret again.`;
      const refused = 'Nothing was replaced.';
      if (!(await isAgreed(cli, { text, answer: key, refused, yes: yes === true }))) return;
      const done = await client.call('replaceManagedKey', { params });
      await cli.answer(done, (body, style) => details(body, FIELDS, style));
      await cli.remark('A consumer that reads again on a 401 has it with its next call.');
    });
}
