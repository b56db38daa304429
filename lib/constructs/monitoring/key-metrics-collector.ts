import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { collectKeyMetricsVariables } from '../../contracts/environment/functions.ts';
import { KEY_METRICS_EVENTS } from '../../contracts/key-metrics.ts';
import { BundledFunction } from '../bundled-function.ts';
import { EVERY_MINUTE, FunctionSchedule } from '../function-schedule.ts';
import type { MonitoredKeys } from './monitored-resources.ts';

export interface KeyMetricsCollectorProps {
  readonly keys: Pick<MonitoredKeys, 'store' | 'recorder'>;
  /** The SecureString parameter with the address of the heartbeat. */
  readonly heartbeatUrlParameter: string | undefined;
  readonly logRetention: RetentionDays | undefined;
}

/**
 * Checks the delivery of usage and sends the heartbeat every minute, and counts keys every 12 hours. It has no write
 * access.
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
      description: 'Checks the delivery of usage, and counts expiring and dormant keys',
      timeout: Duration.minutes(15),
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
    new FunctionSchedule(this, 'EveryMinute', {
      ...EVERY_MINUTE,
      fn: this,
      input: KEY_METRICS_EVENTS.delivery,
    });
    new FunctionSchedule(this, 'Every12Hours', {
      fn: this,
      expression: 'cron(0 6,18 * * ? *)',
      input: KEY_METRICS_EVENTS.inventory,
      retries: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 3 },
    });
  }

  #grantParameter(name: string): void {
    const resource = `parameter/${name.replace(/^\//, '')}`;
    const parameter = Stack.of(this).formatArn({ service: 'ssm', resource });
    this.addToRolePolicy(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }));
  }
}
