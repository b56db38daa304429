import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { referencedBy } from '../references.ts';
import { UsageFeed, type UsageTarget } from './usage-feed.ts';

/** What CloudWatch Logs takes. */
const SUBSCRIPTIONS_A_LOG_GROUP = 2;

/** @throws Error if this deployment keeps no usage, or the function's log group can't be subscribed to */
export function recordGuard(fn: LambdaFunction, target: UsageTarget | undefined): void {
  if (!target) {
    throw new Error(
      `${fn.node.path} can't have its usage recorded: this deployment keeps none; give ApiKeys a usage store`,
    );
  }
  const element = fn.node.defaultChild;
  const logging = element instanceof CfnFunction ? element.loggingConfig : undefined;
  if (!logging) {
    throw new Error(
      `guard()'s 'usage' needs a log group of the function's own, which can be subscribed to; ${fn.node.path} has ` +
        "none: give it logGroup: new LogGroup(this, 'Log')",
    );
  }
  new UsageFeed(fn, 'Usage', { fn, target, via: 'guard', probed: false });
  fn.node.addValidation({ validate: () => crowded(fn) });
}

function crowded(fn: LambdaFunction): string[] {
  const [logGroup] = referencedBy(fn, fn.logGroup.logGroupName);
  const subscriptions = fn.node.root.node
    .findAll()
    .filter((node) => node instanceof CfnSubscriptionFilter)
    .filter((filter) => logGroup && referencedBy(filter, filter.logGroupName).includes(logGroup));
  return subscriptions.length <= SUBSCRIPTIONS_A_LOG_GROUP
    ? []
    : [
        `its log group has ${subscriptions.length} subscriptions, with the one for usage; CloudWatch Logs allows ` +
          `${SUBSCRIPTIONS_A_LOG_GROUP}: take one away, or leave out guard()'s 'usage'`,
      ];
}
