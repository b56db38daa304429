import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { sweepKeysVariables } from '../../contracts/environment/rotation.ts';
import { SWEEP_EVENT } from '../../contracts/rotation-tasks.ts';
import { BundledFunction } from '../bundled-function.ts';
import { EVERY_MINUTE, FunctionSchedule } from '../function-schedule.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { TaskQueue } from './task-queue.ts';

export interface SweepKeysFunctionProps {
  readonly name: string;
  readonly store: KeyStore;
  readonly tasks: TaskQueue;
  readonly logRetention: RetentionDays | undefined;
}

/** Queues due keys every minute, and the daily checks of tenants. It can list and reschedule keys, and cannot read keys or secrets. */
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
    new FunctionSchedule(this, 'EveryMinute', { ...EVERY_MINUTE, fn: this, input: SWEEP_EVENT });
  }
}
