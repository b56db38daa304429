import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { STAGE_NAME } from '../../contracts/deployment-parameters.ts';
import { rotationTarget } from '../../contracts/environment/rotation.ts';
import { secretPrefix } from '../../contracts/stacks.ts';
import { SCHEDULES, type Schedule } from '../../core/rotation/managed-key.ts';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';
import { alwaysExport } from '../always-export.ts';
import { type KeyProfileProps, keyProfile } from '../api-keys/key-profile.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import { assertResourcesNearby, assertSameEnvironment } from '../key-store/same-environment.ts';
import type { LimitsStore } from '../limits-store/limits-store.ts';
import type { RotationTarget } from '../managed-key/rotation-target.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';
import { LimitEventsFunction } from './limit-events-function.ts';
import { ManagedKeyProvider } from './managed-key-provider.ts';
import { RotateKeyFunction } from './rotate-key-function.ts';
import { secretsKey } from './secrets.ts';
import { SweepKeysFunction } from './sweep-keys-function.ts';
import { TaskQueue } from './task-queue.ts';
import { type RotationTiming, rotationLimits } from './timing.ts';

/** The key profile must be equal to the key profile of `ApiKeys`. */
export interface RotationProps extends Pick<KeyProfileProps, 'profile' | 'credentialHeader' | 'plans'> {
  /** Store of keys, owners and tenants. */
  readonly store: KeyStore;
  /**
   * Store of usage. It shows when a previous value is unused and can be retired.
   *
   * @default - none: values with `retireWhenUnused` are retired at their deadline
   */
  readonly usage?: UsageStore;
  /**
   * The limits store of `ApiKeys`. The bus then also receives an event when 80 percent and when all of a quota or of credits are
   * used: see docs/events.md.
   *
   * @default - none: no events about limits
   */
  readonly limits?: LimitsStore;
  /**
   * The audit store of `ApiKeys`, which sets the retention of audit events.
   *
   * @default - none: audit events of rotation are retained as long as the key store
   */
  readonly audit?: AuditStore;
  /** Name in the secrets: `postern/<name>/<key id>`. Unique per account and Region; a-z, 0-9 and -, at most 31 characters. */
  readonly name: string;
  /**
   * KMS key that encrypts the secrets. Its policy must allow readers to decrypt through Secrets Manager.
   *
   * @default - a new key with such a policy
   */
  readonly encryptionKey?: IKey;
  /**
   * Removal policy of the new KMS key. Without the key, no secret can be read.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - retained, unless its first deployment fails
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Supported schedules. An emulator accepts a schedule of Secrets Manager and never invokes the function.
   *
   * @default - both: the sweep, and Secrets Manager for keys with that setting
   */
  readonly schedules?: readonly Schedule[];
  /**
   * Timing limits of the rotation.
   *
   * @default - values for an AWS account
   */
  readonly timing?: RotationTiming;
  /**
   * Retention of the function logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

/** Rotates managed keys in Secrets Manager: on a schedule, on demand, and on requests of Secrets Manager. */
export class Rotation extends Construct {
  readonly name: string;
  /** The supported schedules. */
  readonly schedules: readonly Schedule[];
  /** The KMS key that encrypts the secrets. */
  readonly encryptionKey: IKey;
  /** The bus that receives events of keys and limits: see docs/events.md. */
  readonly bus: EventBus;
  /** The only function that reads and writes secrets. It is also the rotation function for Secrets Manager. */
  readonly rotateKey: LambdaFunction;
  /** Queues due keys every minute. */
  readonly sweepKeys: LambdaFunction;
  /** Publishes events about limits; undefined without a limits store. */
  readonly limitEvents: LambdaFunction | undefined;
  /** The provider of managed keys, for `keys.managedKey()`. */
  readonly managedKeys: RotationTarget;
  readonly #limits: RotationLimits;
  /** The queue of rotation tasks. */
  readonly queue: Queue;
  /** The dead-letter queue of rotation tasks. */
  readonly deadLetters: Queue;

  /** @throws Error if the name or the profile is invalid, or if a duration is out of bounds */
  constructor(scope: Construct, id: string, props: RotationProps) {
    super(scope, id);
    const { name, store, usage, limits, audit, logRetention } = props;
    assertName(name);
    assertSameEnvironment(this, store);
    assertResourcesNearby(this, { usage: usage?.table, limits: limits?.table, audit: audit?.table });
    const timing = rotationLimits(props.timing ?? {});
    this.name = name;
    this.schedules = props.schedules ?? SCHEDULES;
    this.encryptionKey =
      props.encryptionKey ??
      secretsKey(this, name, {
        removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    this.bus = new EventBus(this, 'KeyEvents', {
      // The default name has no hyphens, so that no pattern of an IAM policy could name the stage as in other resources.
      eventBusName: Names.uniqueResourceName(this, {
        maxLength: 256,
        separator: '-',
        allowedSpecialCharacters: '-',
      }),
      description: 'Events of keys and limits',
    });
    const tasks = new TaskQueue(this, 'Tasks', { maxRunTime: Duration.millis(timing.maxRunMs) });
    this.queue = tasks.queue;
    this.deadLetters = tasks.deadLetters;
    this.rotateKey = new RotateKeyFunction(this, 'RotateKey', {
      ...keyProfile(props),
      name,
      store,
      usage,
      audit,
      secrets: { prefix: secretPrefix(name), key: this.encryptionKey },
      queue: tasks.queue,
      bus: this.bus,
      limits: timing,
      schedules: this.schedules,
      logRetention,
    });
    this.sweepKeys = new SweepKeysFunction(this, 'SweepKeys', { name, store, tasks, logRetention });
    if (limits) {
      const { bus } = this;
      const { deadLetters } = tasks;
      this.limitEvents = new LimitEventsFunction(this, 'LimitEvents', {
        name,
        store,
        limits,
        bus,
        deadLetters,
        logRetention,
      });
    }
    const provider = new ManagedKeyProvider(this, 'ManagedKeys', { logRetention });
    this.#limits = timing;
    this.grantCommands(provider);
    const clockSkew = Duration.millis(timing.clockSkewMs);
    this.managedKeys = { providerArn: provider.functionArn, schedules: this.schedules, clockSkew };
    alwaysExport(this, [
      this.rotateKey.functionArn,
      this.rotateKey.logGroup.logGroupName,
      this.sweepKeys.logGroup.logGroupName,
      ...(this.limitEvents ? [this.limitEvents.logGroup.logGroupName] : []),
      tasks.deadLetters.queueName,
    ]);
    if (this.encryptionKey instanceof Key) alwaysExport(this.encryptionKey, [this.encryptionKey.keyArn]);
  }

  /** Allows a function to send commands to the rotation function, and sets its environment variables. */
  grantCommands(fn: LambdaFunction): void {
    const { functionArn } = this.rotateKey;
    const variables = rotationTarget.write({ rotateKeyFunction: functionArn, limits: this.#limits });
    for (const [name, value] of Object.entries(variables)) {
      fn.addEnvironment(name, value);
    }
    fn.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
  }
}

function assertName(name: string): void {
  if (STAGE_NAME.test(name)) return;
  throw new Error(`Invalid name of the rotation '${name}'. Use a-z, 0-9 and -, at most 31 characters.`);
}
