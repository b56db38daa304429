import { type Command, Option } from '@commander-js/extra-typings';
import type { RemovalAccount } from '../../api-client/removal-account.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { confirm } from '../confirm.ts';
import { yesOption } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { deleteSecrets } from './delete-secrets.ts';
import { planOf, type RemovalPlan } from './plan.ts';
import { planText, releaseCommand } from './plan-text.ts';

type RemovalContext = Pick<CliContext, 'openRemoval' | 'pause' | 'interruption'>;

/** `postern remove`: show the steps to remove a stage, and delete the secrets of its managed keys. */
export function addRemoveCommand(remove: Command, cli: Cli, context: RemovalContext): void {
  remove
    .addOption(new Option('--dry-run', 'Print the steps and delete nothing'))
    .addOption(yesOption())
    .action(async ({ dryRun = false, yes = false }) => {
      const location = await cli.locate('To delete the local deployment: npm start -- --reset');
      const account = await context.openRemoval(location);
      const readPlan = async () => {
        const [stacks, secrets] = await cli.during(Promise.all([account.stacks(), account.secrets()]));
        const { stage, region } = location;
        return planOf({ stage, region, stacks, secrets, nowMs: cli.clock() });
      };
      const plan = await readPlan();
      if (dryRun || plan.secrets.length === 0) return cli.print(plan, planText);
      await cli.info(planText(plan));
      await assertRemovable(account, plan);
      if (!(await mayDelete(cli, plan, yes))) return;
      const interruption = context.interruption();
      await deleteSecrets(plan.secrets, {
        account,
        interruption,
        pause: context.pause,
        onDeleted: ({ name }, done) => cli.info(`Deleted ${name} (${done} of ${plan.secrets.length})`),
      });
      const remaining = await readPlan();
      if (remaining.secrets.length > 0) cli.setFailed();
      await cli.print(remaining, planText);
    });
}

/** @throws UsageError if the stage is in use: its stacks are not released for removal, or stacks of another app deploy it */
async function assertRemovable(account: RemovalAccount, plan: RemovalPlan): Promise<void> {
  if (plan.retained.length > 0) {
    throw new UsageError(
      `No secret was deleted: the stacks of stage '${plan.stage}' still retain resources`,
      `First run: ${releaseCommand(plan)}`,
    );
  }
  if (plan.stacks.length === 0 && (await account.isPublished())) {
    throw new UsageError(
      `No secret was deleted: stage '${plan.stage}' is deployed by stacks of another app`,
      'First delete the stack with its ApiKeys construct.',
    );
  }
}

function mayDelete(cli: Cli, { stage, secrets }: RemovalPlan, yes: boolean): Promise<boolean> {
  const those = secrets.length === 1 ? 'the secret' : `the ${secrets.length} secrets`;
  const text = `Delete ${those} of stage ${stage}? Their consumers can no longer read them.`;
  return confirm(cli, { text, answer: stage, cancellation: 'Canceled. No secret was deleted.', yes });
}
