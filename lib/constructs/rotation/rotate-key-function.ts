import { Duration, Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Policy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { auditRetentionDays } from '../../contracts/environment/audit.ts';
import { rotateKeyVariables } from '../../contracts/environment/rotation.ts';
import { usageVariables } from '../../contracts/environment/usage.ts';
import type { Schedule } from '../../core/rotation/managed-key.ts';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';
import type { KeyProfile } from '../api-keys/key-profile.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';
import { grantSecrets, type OwnSecrets, secretArns } from './secrets.ts';

/** Concurrent runs. Secrets Manager allows about 50 writes per second in an account, which other applications share. */
const MAX_CONCURRENCY = 5;
/** Messages per run. All of them must be processed within the timeout. */
const BATCH_SIZE = 5;

export interface RotateKeyFunctionProps extends Pick<KeyProfile, 'profile' | 'plans'> {
  readonly name: string;
  readonly store: KeyStore;
  readonly usage: UsageStore | undefined;
  readonly audit: AuditStore | undefined;
  readonly secrets: OwnSecrets;
  readonly queue: Queue;
  readonly bus: EventBus;
  readonly limits: RotationLimits;
  readonly schedules: readonly Schedule[];
  readonly logRetention: RetentionDays | undefined;
}

/** The only function that reads and writes secrets. It never invokes itself: the next sweep queues remaining tasks. */
export class RotateKeyFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: RotateKeyFunctionProps) {
    const { store, usage, audit, secrets, bus, limits } = props;
    super(scope, id, {
      bundle: 'rotate-key',
      description: 'Rotates managed keys; the only function that reads and writes their secrets',
      timeout: Duration.millis(limits.maxRunMs),
      logRetention: props.logRetention,
      environment: {
        ...rotateKeyVariables({
          ...props,
          keyTable: store.table.tableName,
          secretsKey: secrets.key.keyArn,
          eventBus: bus.eventBusName,
        }),
        ...(usage && usageVariables.write({ usageTable: usage.table.tableName })),
        ...(audit && auditRetentionDays.write(audit.environment.auditRetentionDays)),
      },
    });
    store.grantRotate(this);
    usage?.grantReport(this);
    grantSecrets(this, this, secrets);
    if (props.schedules.includes('secrets-manager')) this.#grantSchedules(secrets);
    bus.grantPutEventsTo(this);
    this.addEventSource(
      new SqsEventSource(props.queue, {
        batchSize: BATCH_SIZE,
        maxConcurrency: MAX_CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
    this.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      // Only Secrets Manager of this account.
      sourceAccount: Stack.of(this).account,
    });
  }

  /**
   * Secrets Manager requires that the principal that enables a schedule can invoke the function. This is a separate policy,
   * because the function depends on the default policy of its role, which therefore cannot name the function.
   */
  #grantSchedules({ prefix }: OwnSecrets): void {
    const role = this.role;
    if (!role) return;
    new Policy(this, 'Schedules', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['secretsmanager:RotateSecret', 'secretsmanager:CancelRotateSecret'],
          resources: [secretArns(this, prefix)],
        }),
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.functionArn] }),
      ],
    });
  }
}
