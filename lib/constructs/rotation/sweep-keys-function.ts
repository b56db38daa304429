import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { sweepKeysVariables } from '../../contracts/environment/rotation.ts';
import { SWEEP_EVENTS } from '../../contracts/rotation-tasks.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { TaskQueue } from './task-queue.ts';

export interface SweepKeysFunctionProps {
  readonly name: string;
  readonly store: KeyStore;
  readonly tasks: TaskQueue;
  readonly logRetention: RetentionDays | undefined;
}

/** Queues due keys every minute. It can list and reschedule them, and cannot read keys or secrets. */
export class SweepKeysFunction extends BundledFunction {
  constructor(scope: Construct, id: string, { name, store, tasks, logRetention }: SweepKeysFunctionProps) {
    super(scope, id, {
      bundle: 'sweep-keys',
      description: 'Queues the managed keys that are due',
      timeout: Duration.seconds(50),
      logRetention,
      environment: sweepKeysVariables({
        keyTable: store.table.tableName,
        name,
        queueUrl: tasks.queue.queueUrl,
        leaseMs: tasks.lease.toMilliseconds(),
      }),
    });
    store.grantSweep(this);
    this.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [tasks.queue.queueArn] }),
    );
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.functionArn] }),
    );
    this.#schedule('EveryMinute', role, {
      expression: 'rate(1 minute)',
      event: SWEEP_EVENTS.due,
      // The next sweep runs a minute later.
      retries: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
    });
    this.#schedule('Daily', role, {
      expression: 'cron(0 6 * * ? *)',
      event: SWEEP_EVENTS.dailyCheck,
      retries: { maximumEventAgeInSeconds: 43_200, maximumRetryAttempts: 185 },
    });
  }

  #schedule(
    id: string,
    role: Role,
    options: {
      readonly expression: string;
      readonly event: object;
      readonly retries: CfnSchedule.RetryPolicyProperty;
    },
  ): void {
    const schedule = new CfnSchedule(this, id, {
      scheduleExpression: options.expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(options.event),
        retryPolicy: options.retries,
      },
    });
    schedule.node.addDependency(role);
  }
}
