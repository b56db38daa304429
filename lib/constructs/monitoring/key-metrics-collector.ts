import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { countKeysVariables } from '../../contracts/environment/functions.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { WatchedKeys } from './monitored-resources.ts';

export interface KeyCounterProps {
  readonly keys: Pick<WatchedKeys, 'store' | 'recorder'>;
  /** The SecureString parameter with the address of the heartbeat. */
  readonly deadMansSignal: string | undefined;
  readonly logRetention: RetentionDays | undefined;
}

/**
 * Counts keys, checks the delivery of usage and sends the heartbeat, every 15 minutes. It has no write access.
 */
export class KeyCounter extends BundledFunction {
  constructor(scope: Construct, id: string, { keys, deadMansSignal, logRetention }: KeyCounterProps) {
    const { store, recorder } = keys;
    const keyTable = store.table.tableName;
    super(scope, id, {
      bundle: 'count-keys',
      description: 'Counts keys that expire or lie idle, and looks whether uses arrive',
      timeout: Duration.minutes(5),
      logRetention,
      environment: countKeysVariables.write({
        keyTable,
        usageTable: recorder?.store.table.tableName,
        signalParameter: deadMansSignal,
      }),
    });
    store.grantList(this);
    recorder?.store.grantList(this);
    if (deadMansSignal !== undefined) this.#grantParameter(deadMansSignal);
    this.#schedule();
  }

  #grantParameter(name: string): void {
    const resource = `parameter/${name.replace(/^\//, '')}`;
    const parameter = Stack.of(this).formatArn({ service: 'ssm', resource });
    this.addToRolePolicy(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }));
  }

  #schedule(): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.functionArn] }),
    );
    const schedule = new CfnSchedule(this, 'EveryQuarter', {
      scheduleExpression: 'rate(15 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.functionArn,
        roleArn: role.roleArn,
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 1 },
      },
    });
    schedule.node.addDependency(role);
  }
}
