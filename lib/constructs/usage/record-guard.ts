import { Annotations, Aspects } from 'aws-cdk-lib';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { UsageSource, UsageSubscription, type UsageTarget } from './usage-subscription.ts';

/** What CloudWatch Logs takes. */
const SUBSCRIPTIONS_A_LOG_GROUP = 2;
const FEED = 'Usage';

const WARNING = 'postern:guard-usage';
const CONSEQUENCE =
  'so the decisions of its guard are not recorded: no last use, no access log, no alarms, and the reports of unused ' +
  'keys stay undetermined. To accept that without this warning: keys.guard(fn, { usage: false })';

/**
 * Records the decisions of a guarded function as usage. A function whose log group can't be subscribed to gets a
 * warning, and is registered as one of which silence says nothing.
 */
export function recordGuard(fn: LambdaFunction, target: UsageTarget, probed: boolean): void {
  const element = fn.node.defaultChild;
  const logging = element instanceof CfnFunction ? element.loggingConfig : undefined;
  if (!logging) {
    leaveUnrecorded(
      fn,
      target,
      `${fn.node.path} has no log group of its own, which could be subscribed to, ${CONSEQUENCE}. To record it: give ` +
        "it logGroup: new LogGroup(this, 'Log')",
    );
    return;
  }
  new UsageSubscription(fn, FEED, { fn, target, via: 'guard', probed });
  // Other subscriptions may be added after this one.
  Aspects.of(fn).add({ visit: (node) => node === fn && leaveToOthers(fn, target) });
}

function leaveToOthers(fn: LambdaFunction, target: UsageTarget): void {
  if (!fn.node.tryFindChild(FEED) || subscriptionsOf(fn) <= SUBSCRIPTIONS_A_LOG_GROUP) return;
  fn.node.tryRemoveChild(FEED);
  leaveUnrecorded(
    fn,
    target,
    `the log group of ${fn.node.path} has ${SUBSCRIPTIONS_A_LOG_GROUP} other subscriptions, all that CloudWatch Logs ` +
      `allows, ${CONSEQUENCE}. To record it: take one away`,
  );
}

function leaveUnrecorded(fn: LambdaFunction, target: UsageTarget, warning: string): void {
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
