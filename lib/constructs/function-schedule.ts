import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { ServiceRole } from './service-role.ts';

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

/** Calls a function on a schedule. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, { fn, expression, input, retries }: FunctionScheduleProps) {
    super(scope, id);
    const role = ScheduleRole.of(Stack.of(this));
    role.allowCall(fn);
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

/** The role of all schedules of a stack. It can call only their functions. */
class ScheduleRole extends ServiceRole {
  static of(stack: Stack): ScheduleRole {
    const id = 'PosternSchedules';
    const existing = stack.node.tryFindChild(id);
    return existing instanceof ScheduleRole ? existing : new ScheduleRole(stack, id);
  }

  /** One statement, because IAM limits the characters of inline policies. */
  readonly #calls = new PolicyStatement({ actions: ['lambda:InvokeFunction'] });

  private constructor(stack: Stack, id: string) {
    super(stack, id, 'scheduler.amazonaws.com');
    this.addToPolicy(this.#calls);
  }

  allowCall(fn: IFunction): void {
    this.#calls.addResources(fn.functionArn);
  }
}
