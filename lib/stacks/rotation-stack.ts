import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { KeyStore } from '../constructs/key-store/key-store.ts';
import { Rotation } from '../constructs/rotation/rotation.ts';
import type { UsageStore } from '../constructs/usage-store/usage-store.ts';
import type { PosternSettings } from '../stages/stage.ts';

export interface RotationStackProps extends StackProps {
  readonly keyStore: KeyStore;
  readonly usageStore: UsageStore;
  readonly settings: Pick<
    PosternSettings,
    'stage' | 'profile' | 'plans' | 'keyTable' | 'logRetentionDays' | 'rotation'
  >;
}

/** What rotates managed keys, and the key that encrypts their secrets. */
export class RotationStack extends Stack {
  readonly rotation: Rotation;

  constructor(
    scope: Construct,
    id: string,
    { keyStore, usageStore, settings, ...props }: RotationStackProps,
  ) {
    super(scope, id, props);
    const { stage, profile, plans, logRetentionDays: logRetention, rotation, keyTable } = settings;
    this.rotation = new Rotation(this, 'Rotation', {
      store: keyStore,
      usage: usageStore,
      name: stage,
      profile,
      plans,
      logRetention,
      removalPolicy: keyTable.retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      schedules: rotation.schedules,
      timing: {
        run: Duration.seconds(rotation.runSeconds),
        clockSkew: Duration.seconds(rotation.clockSkewSeconds),
        propagation: Duration.seconds(rotation.propagationSeconds),
        stuckAfter: Duration.minutes(rotation.stuckAfterMinutes),
        lookEvery: Duration.minutes(rotation.lookEveryMinutes),
      },
    });
    new CfnOutput(this, 'RotateKeyFunction', { value: this.rotation.rotateKey.functionName });
    new CfnOutput(this, 'SweepKeysFunction', { value: this.rotation.sweepKeys.functionName });
    new CfnOutput(this, 'NoticeBus', { value: this.rotation.bus.eventBusName });
  }
}
