import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

export interface FunctionScheduleProps {
  readonly fn: IFunction;
  /** `rate(…)` or `cron(…)` of EventBridge Scheduler, in UTC. */
  readonly expression: string;
  /** The event of each call. @default - the event of EventBridge Scheduler */
  readonly input?: object;
  /** How often and for how long a failed call is retried. */
  readonly retries: Required<CfnSchedule.RetryPolicyProperty>;
}

/** A call every minute. It is not retried, because the next call is a minute later. */
export const EVERY_MINUTE = {
  expression: 'rate(1 minute)',
  retries: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
} as const satisfies Partial<FunctionScheduleProps>;

/** Calls a function on a schedule, with a role that can call only this function. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, { fn, expression, input, retries }: FunctionScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
    );
    const schedule = new CfnSchedule(this, 'Schedule', {
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: fn.functionArn,
        roleArn: role.roleArn,
        ...(input && { input: JSON.stringify(input) }),
        retryPolicy: retries,
      },
    });
    schedule.node.addDependency(role);
  }
}
