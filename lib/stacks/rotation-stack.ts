import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { AuditStore } from '../constructs/audit-store/audit-store.ts';
import type { KeyStore } from '../constructs/key-store/key-store.ts';
import type { LimitsStore } from '../constructs/limits-store/limits-store.ts';
import { Rotation } from '../constructs/rotation/rotation.ts';
import type { UsageStore } from '../constructs/usage-store/usage-store.ts';
import type { RotationSettings, StageSettings } from '../stages/stage.ts';

export interface RotationStackProps extends StackProps {
  readonly keyStore: KeyStore;
  /** Encrypts the secrets. */
  readonly encryptionKey: IKey | undefined;
  readonly usageStore: UsageStore;
  readonly limitsStore: LimitsStore;
  readonly auditStore: AuditStore;
  readonly settings: Pick<StageSettings, 'stage' | 'region' | 'profile' | 'plans' | 'logRetentionDays'>;
  readonly rotationSettings: RotationSettings;
}

/** The rotation of managed keys. */
export class RotationStack extends Stack {
  readonly rotation: Rotation;

  constructor(
    scope: Construct,
    id: string,
    {
      keyStore,
      encryptionKey,
      usageStore,
      limitsStore,
      auditStore,
      settings,
      rotationSettings,
      ...props
    }: RotationStackProps,
  ) {
    super(scope, id, props);
    const { stage, profile, plans, logRetentionDays: logRetention } = settings;
    this.rotation = new Rotation(this, 'Rotation', {
      store: keyStore,
      encryptionKey,
      usage: usageStore,
      limits: limitsStore,
      audit: auditStore,
      name: stage,
      profile,
      plans,
      logRetention,
      schedules: rotationSettings.schedules,
      timing: {
        maxRunTime: Duration.seconds(rotationSettings.maxRunSeconds),
        clockSkew: Duration.seconds(rotationSettings.clockSkewSeconds),
        maxPropagationDelay: Duration.seconds(rotationSettings.propagationSeconds),
        rotationTimeout: Duration.minutes(rotationSettings.rotationTimeoutMinutes),
        resyncInterval: Duration.minutes(rotationSettings.resyncMinutes),
      },
    });
    Validations.of(this.rotation).acknowledge(
      ...[settings.region, '*'].map((region) => anySecret(region, stage)),
    );
    new CfnOutput(this, 'RotateKeyFunction', { value: this.rotation.rotateKey.functionName });
    new CfnOutput(this, 'SweepKeysFunction', { value: this.rotation.sweepKeys.functionName });
    new CfnOutput(this, 'EventBusName', { value: this.rotation.bus.eventBusName });
  }
}

/** The cdk-nag rule on permissions for several secrets. */
function anySecret(region: string, stage: string): { readonly id: string; readonly reason: string } {
  const secrets = `arn:<AWS::Partition>:secretsmanager:${region}:<AWS::AccountId>:secret:postern/${stage}/*`;
  return {
    id: `AwsSolutions-IAM5[Resource::${secrets}]`,
    reason: 'secrets are created at run time, all with this name prefix',
  };
}
