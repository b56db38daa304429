import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { SCHEDULES, type Schedule } from '../../core/rotation/managed-key.ts';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';
import { type KeyProfileProps, keyProfile } from '../api-keys/key-profile.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import { assertResourcesNearby, assertSameEnvironment } from '../key-store/same-environment.ts';
import type { RotationTarget } from '../managed-key/rotation-target.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';
import { ManagedKeyProvider } from './managed-key-provider.ts';
import { RotateKeyFunction } from './rotate-key-function.ts';
import { secretsKey } from './secrets.ts';
import { SweepKeysFunction } from './sweep-keys-function.ts';
import { TaskQueue } from './task-queue.ts';
import { type RotationTiming, rotationLimits } from './timing.ts';

/** What it says about keys must be what `ApiKeys` says. */
export interface RotationProps extends Pick<KeyProfileProps, 'profile' | 'credentialHeader' | 'plans'> {
  /** Where keys are kept. */
  readonly store: KeyStore;
  /**
   * Where it is kept what was used: by it old values can be retired once they are unused.
   *
   * @default - nothing is known of use: such values are retired at their limit
   */
  readonly usage?: UsageStore;
  /**
   * Says for how long it is kept what was done: the audit store of `ApiKeys`.
   *
   * @default - what rotation does is kept as long as the key store
   */
  readonly audit?: AuditStore;
  /** Its secrets are called `postern/<name>/<key id>`. Once per account and region: a-z, 0-9 and -, at most 31. */
  readonly name: string;
  /**
   * A key to encrypt the secrets with. Its policy must let readers decrypt through Secrets Manager.
   *
   * @default - a key of its own, which does
   */
  readonly encryptionKey?: IKey;
  /**
   * What becomes of its own key when it leaves the stack. Without the key no secret can be read.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Who may be given the schedule of a key. An emulator accepts one for Secrets Manager and never calls.
   *
   * @default - both: the sweep, and Secrets Manager where a key's settings say so
   */
  readonly schedules?: readonly Schedule[];
  /** @default - what suits an account of AWS */
  readonly timing?: RotationTiming;
  /**
   * How long the logs of its functions are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

/** Rotates managed keys, whose values lie in secrets: on schedule, on demand, and when Secrets Manager asks. */
export class Rotation extends Construct {
  readonly name: string;
  /** Who may be given the schedule of a key. */
  readonly schedules: readonly Schedule[];
  /** What the secrets are encrypted with. */
  readonly encryptionKey: IKey;
  /** Where notices of what happened to managed keys arrive: see docs/events.md. */
  readonly bus: EventBus;
  /** The one function that reads and writes secrets; it is also a rotation function for Secrets Manager. */
  readonly rotateKey: LambdaFunction;
  /** Queues what is due each minute. */
  readonly sweepKeys: LambdaFunction;
  /** What makes managed keys for stacks: `keys.managedKey()`. */
  readonly managedKeys: RotationTarget;
  readonly #limits: RotationLimits;
  /** What is to be done. */
  readonly queue: Queue;
  /** What could not be done. */
  readonly deadLetters: Queue;

  /** @throws Error if the name does not fit, there is no such profile, or a duration is out of bounds */
  constructor(scope: Construct, id: string, props: RotationProps) {
    super(scope, id);
    const { name, store, usage, audit, logRetention } = props;
    assertName(name);
    assertSameEnvironment(this, store);
    assertResourcesNearby(this, { usage: usage?.table, audit: audit?.table });
    const limits = rotationLimits(props.timing ?? {});
    const prefix = `postern/${name}/`;
    this.name = name;
    this.schedules = props.schedules ?? SCHEDULES;
    this.encryptionKey =
      props.encryptionKey ??
      secretsKey(this, prefix, { removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN });
    this.bus = new EventBus(this, 'Notices', { description: 'What happened to managed keys' });
    const work = new TaskQueue(this, 'Work', { run: Duration.millis(limits.maxRunMs) });
    this.queue = work.queue;
    this.deadLetters = work.deadLetters;
    this.rotateKey = new RotateKeyFunction(this, 'RotateKey', {
      ...keyProfile(props),
      name,
      store,
      usage,
      audit,
      secrets: { prefix, key: this.encryptionKey },
      queue: work.queue,
      bus: this.bus,
      limits,
      schedules: this.schedules,
      logRetention,
    });
    this.sweepKeys = new SweepKeysFunction(this, 'SweepKeys', { name, store, work, logRetention });
    const provider = new ManagedKeyProvider(this, 'ManagedKeys', { logRetention });
    this.#limits = limits;
    this.grantCommands(provider);
    const clockSkew = Duration.millis(limits.clockSkewMs);
    this.managedKeys = { providerArn: provider.functionArn, schedules: this.schedules, clockSkew };
    this.#exportFromTheStart();
  }

  /** Lets a function ask for what changes secrets: tells it whom to ask, and lets it, in one. */
  grantCommands(fn: LambdaFunction): void {
    const { functionArn } = this.rotateKey;
    const variables = rotationTarget.write({ rotateKeyFunction: functionArn, limits: this.#limits });
    for (const [name, value] of Object.entries(variables)) {
      fn.addEnvironment(name, value);
    }
    fn.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
  }

  /** An export that came and went with its last user would block the deploy that removes that user. */
  #exportFromTheStart(): void {
    const stack = Stack.of(this);
    stack.exportValue(this.rotateKey.functionArn);
    if (this.encryptionKey instanceof Key)
      Stack.of(this.encryptionKey).exportValue(this.encryptionKey.keyArn);
  }
}

function assertName(name: string): void {
  if (STAGE_NAME.test(name)) return;
  throw new Error(`the rotation is called '${name}'; allowed are a-z, 0-9 and -, at most 31 characters`);
}
