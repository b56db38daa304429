import { Names, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IDependable } from 'constructs';
import { PROBE_EVENT } from '../../contracts/decision-line.ts';
import { DECISION_FILTER } from '../../contracts/log-delivery.ts';
import { sourcesPath } from '../../contracts/usage-sources.ts';
import type { Source } from '../../core/usage/delivery.ts';
import { EVERY_MINUTE, FunctionSchedule } from '../function-schedule.ts';

/** The destination of decision log lines: the recorder of a deployment, in this app or another app. */
export interface UsageTarget {
  readonly usageTable: string;
  readonly recorderArn: string;
  /** The permission of CloudWatch Logs to invoke the recorder, in the same app. */
  readonly permission?: IDependable;
}

/** Registers a log group as a usage source. `probed: false` registers a function whose usage is not recorded. */
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
 * Sends the decision log lines of a function to the recorder of a deployment. Registers and subscribes its log group, and
 * probes the function every minute if it supports probes. All resources are in the stack of the function, so the stack of
 * the recorder does not refer to it.
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
    const { logGroupName } = fn.logGroup;
    const registration = new UsageSource(this, 'Source', target, { ...source, logGroup: logGroupName });
    const subscription = new CfnSubscriptionFilter(this, 'Subscription', {
      logGroupName,
      filterPattern: DECISION_FILTER,
      destinationArn: target.recorderArn,
    });
    // CloudWatch Logs checks the destination immediately, and lines of an unregistered log group are dropped.
    subscription.node.addDependency(registration, ...(target.permission ? [target.permission] : []));
    // With probes, missing lines indicate a delivery fault and not missing calls.
    if (source.probed) {
      const probe = new FunctionSchedule(this, 'Probe', { ...EVERY_MINUTE, fn, input: PROBE_EVENT });
      probe.node.addDependency(subscription);
    }
  }
}
