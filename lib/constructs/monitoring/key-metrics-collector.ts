import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { collectKeyMetricsVariables } from '../../contracts/environment/functions.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { MonitoredKeys } from './monitored-resources.ts';

export interface KeyMetricsCollectorProps {
  readonly keys: Pick<MonitoredKeys, 'store' | 'recorder'>;
  /** The SecureString parameter with the address of the heartbeat. */
  readonly heartbeatUrlParameter: string | undefined;
  readonly logRetention: RetentionDays | undefined;
}

/**
 * Counts keys, checks the delivery of usage and sends the heartbeat, every 15 minutes. It has no write access.
 */
export class KeyMetricsCollector extends BundledFunction {
  constructor(
    scope: Construct,
    id: string,
    { keys, heartbeatUrlParameter, logRetention }: KeyMetricsCollectorProps,
  ) {
    const { store, recorder } = keys;
    const keyTable = store.table.tableName;
    super(scope, id, {
      bundle: 'collect-key-metrics',
      description: 'Counts expiring and dormant keys, and checks the delivery of usage',
      timeout: Duration.minutes(5),
      logRetention,
      environment: collectKeyMetricsVariables.write({
        keyTable,
        usageTable: recorder?.store.table.tableName,
        heartbeatParameter: heartbeatUrlParameter,
      }),
    });
    store.grantList(this);
    recorder?.store.grantList(this);
    if (heartbeatUrlParameter !== undefined) this.#grantParameter(heartbeatUrlParameter);
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
    const schedule = new CfnSchedule(this, 'Every15Minutes', {
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
