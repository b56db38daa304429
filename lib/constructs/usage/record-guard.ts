import { Annotations, Aspects } from 'aws-cdk-lib';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { UsageSource, UsageSubscription, type UsageTarget } from './usage-subscription.ts';

/** The limit of CloudWatch Logs. */
const SUBSCRIPTIONS_PER_LOG_GROUP = 2;
const SUBSCRIPTION_ID = 'Usage';

const WARNING = 'postern:guard-usage';
const CONSEQUENCE =
  'so the decisions of its guard are not recorded: no last use, no access log, no alarms, and the reports of unused ' +
  'keys remain undetermined. To suppress this warning: keys.guard(fn, { usage: false })';

/**
 * Records the decisions of a guarded function as usage. If its log group cannot be subscribed to, adds a warning and
 * registers the function as not probed, so its missing usage remains undetermined.
 */
export function recordGuard(fn: LambdaFunction, target: UsageTarget, probed: boolean): void {
  const element = fn.node.defaultChild;
  const logging = element instanceof CfnFunction ? element.loggingConfig : undefined;
  if (!logging) {
    registerUnrecorded(
      fn,
      target,
      `${fn.node.path} has no log group of its own to subscribe to, ${CONSEQUENCE}. To record it: set ` +
        "logGroup: new LogGroup(this, 'Log')",
    );
    return;
  }
  new UsageSubscription(fn, SUBSCRIPTION_ID, { fn, target, via: 'guard', probed });
  // Other subscriptions may be added after this one.
  Aspects.of(fn).add({ visit: (node) => node === fn && removeIfOverLimit(fn, target) });
}

function removeIfOverLimit(fn: LambdaFunction, target: UsageTarget): void {
  if (!fn.node.tryFindChild(SUBSCRIPTION_ID) || subscriptionsOf(fn) <= SUBSCRIPTIONS_PER_LOG_GROUP) return;
  fn.node.tryRemoveChild(SUBSCRIPTION_ID);
  registerUnrecorded(
    fn,
    target,
    `the log group of ${fn.node.path} has ${SUBSCRIPTIONS_PER_LOG_GROUP} other subscriptions, the maximum of CloudWatch ` +
      `Logs, ${CONSEQUENCE}. To record it: remove one`,
  );
}

function registerUnrecorded(fn: LambdaFunction, target: UsageTarget, warning: string): void {
  Annotations.of(fn).addWarningV2(WARNING, warning);
  const logGroup = `/aws/lambda/${fn.functionName}`;
  new UsageSource(new Construct(fn, 'Unrecorded'), 'Source', target, {
    logGroup,
    via: 'guard',
    probed: false,
  });
}

function subscriptionsOf(fn: LambdaFunction): number {
  const [logGroup] = referencedBy(fn, fn.logGroup.logGroupName);
  const filters = fn.node.root.node
    .findAll()
    .filter((node: IConstruct) => node instanceof CfnSubscriptionFilter);
  return filters.filter((filter) => logGroup && referencedBy(filter, filter.logGroupName).includes(logGroup))
    .length;
}
