import { Names, Stack } from 'aws-cdk-lib';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { PROBE_EVENT } from '../../contracts/decision-line.ts';
import { sourcesPath } from '../../contracts/usage-sources.ts';
import type { Source } from '../../core/usage/delivery.ts';
import { MinuteSchedule } from '../minute-schedule.ts';

/** Where decision lines go: what a deployment of Postern tells of its recorder, in this app or another. */
export interface UsageTarget {
  readonly usageTable: string;
  readonly recorderArn: string;
}

/** In each decision line, and as a plain term: emulators don't match JSON patterns. */
const FILTER_PATTERN = '"decision"';

/** Registers a log group whose lines are usage, or a function whose use is not recorded: `probed: false`. */
export class UsageSource extends StringParameter {
  constructor(scope: Construct, id: string, target: UsageTarget, source: Source) {
    super(scope, id, {
      parameterName: `${sourcesPath(target.usageTable)}/${Names.uniqueResourceName(scope, { maxLength: 128 })}`,
      simpleName: false,
      stringValue: Stack.of(scope).toJsonString(source),
    });
  }
}

/**
 * Feeds the decision lines of a function into a deployment's usage: registers its log group as a source, subscribes
 * to it, and asks for a line every minute where that is answered. All of it stands beside the function, so that no
 * stack refers back.
 */
export class UsageSubscription extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      fn,
      target,
      ...source
    }: { readonly fn: LambdaFunction; readonly target: UsageTarget } & Omit<Source, 'logGroup'>,
  ) {
    super(scope, id);
    const { logGroupName, logGroupArn } = fn.logGroup;
    const registration = new UsageSource(this, 'Source', target, { ...source, logGroup: logGroupName });
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: target.recorderArn,
      principal: 'logs.amazonaws.com',
      sourceArn: logGroupArn,
      sourceAccount: Stack.of(this).account,
    });
    const subscription = new CfnSubscriptionFilter(this, 'Subscription', {
      logGroupName,
      filterPattern: FILTER_PATTERN,
      destinationArn: target.recorderArn,
    });
    // CloudWatch asks the destination at once; and lines of a log group that isn't registered yet would be dropped.
    subscription.node.addDependency(permission, registration);
    // Silence then means that lines don't arrive, not that nobody calls.
    if (source.probed)
      new MinuteSchedule(this, 'Probe', { fn, input: PROBE_EVENT }).node.addDependency(subscription);
  }
}
