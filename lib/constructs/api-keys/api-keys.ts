import { Duration, Stack } from 'aws-cdk-lib';
import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi, IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SCHEDULES } from '../../core/rotation/managed-key.ts';
import { AuditChain } from '../audit-chain/audit-chain.ts';
import { AuditStore } from '../audit-store/audit-store.ts';
import {
  type ConsoleUserSource,
  type OidcUsers,
  trustedIssuer,
} from '../console-users/console-user-source.ts';
import { type IKeyStore, KeyStore } from '../key-store/key-store.ts';
import {
  assertReaderNearby,
  assertResourcesNearby,
  assertSameEnvironment,
} from '../key-store/same-environment.ts';
import { ManagedKey } from '../managed-key/managed-key.ts';
import type { ManagedKeyProps } from '../managed-key/managed-key-props.ts';
import type { RotationTarget } from '../managed-key/rotation-target.ts';
import { type MonitorOptions, monitorApi } from '../monitoring/monitor.ts';
import type { MonitoredAuditChain } from '../monitoring/monitored-resources.ts';
import type { Rotation } from '../rotation/rotation.ts';
import { UsageAggregator } from '../usage/usage-aggregator.ts';
import { UsageRecorder } from '../usage/usage-recorder.ts';
import type { UsageTarget } from '../usage/usage-subscription.ts';
import { UsageStore } from '../usage-store/usage-store.ts';
import { type AdminGrants, grantAdminRoutes } from './admin-grants.ts';
import { Authorizer } from './authorizer.ts';
import { type GuardOptions, guardFunction } from './guard.ts';
import { type KeyProfile, type KeyProfileProps, keyProfile } from './key-profile.ts';
import { publishDeployment, publishedValue } from './parameters.ts';
import { PosternApi } from './postern-api.ts';
import type { PosternThrottle } from './postern-stage.ts';
import { protect } from './protect.ts';
import type { ProtectOptions } from './protect-options.ts';

/** A deployment of Postern, made here or in another app. */
export interface IApiKeys {
  /**
   * Lets nobody call an API without a key. Covers every route, also those that are added later or elsewhere
   * in the app, if only they refer to the API's construct and not to its id as text. What can't be closed
   * fails the synth.
   *
   * @throws Error if the API is imported or made from a document, is protected already, or an option is wrong
   */
  protect(api: IRestApi | IHttpApi, options?: ProtectOptions): void;
  /**
   * Lets a function decide on keys itself, by the `guard()` of `postern/guard`: tells it of this deployment and lets
   * it read keys, in one.
   *
   * @throws Error if the function's environment can't be set here or is set already, or an option is wrong
   */
  guard(fn: IFunction, options?: GuardOptions): void;
  /**
   * Watches the authorizer of an API that `protect()` protects in this app: alarms on faults, throttles and latency.
   * What is watched of the deployment as a whole is `Watch`'s.
   *
   * @throws Error if the API is not protected here, or there is no topic to tell
   */
  monitor(api: IRestApi | IHttpApi, options?: MonitorOptions): void;
  /**
   * Lets a grantee manage keys over HTTP, signing with IAM. Users and groups of IAM hold 2 to 5 KB of such
   * rights, which is a tenant or two, or `'all'`; roles hold more.
   */
  grantAdmin(grantee: IGrantable, rights: AdminGrants): Grant;
  /** Lets a grantee read single keys and owners, strongly consistent: for a service that decides on keys itself. */
  grantRead(grantee: IGrantable): Grant;
  /**
   * Makes a key, or adopts one, whose value lies in a secret and rotates there. It stands in the stack of its first
   * reader that is made in the app, else where this construct does.
   *
   * @throws Error if the deployment has no rotation, a property is wrong, the overlap is too short, or that reader is in
   * another account or Region than the keys
   */
  managedKey(id: string, props: ManagedKeyProps): ManagedKey;
}

export interface ApiKeysProps extends KeyProfileProps {
  /**
   * Where keys are kept.
   *
   * @default - a key store of its own, retained and protected from deletion
   */
  readonly store?: KeyStore;
  /**
   * Where it is kept what was used: last uses, daily counts and the access log, taken from the decision lines of
   * authorizers. `false` keeps none of it.
   *
   * @default - a usage store of its own, retained and protected from deletion
   */
  readonly usage?: UsageStore | false;
  /**
   * Where the chain is kept that shows whether the audit trail is as it was written, and for how long the trail is
   * kept. `false` keeps no chain, and the trail as long as the key store.
   *
   * @default - an audit store of its own, retained and protected from deletion
   */
  readonly audit?: AuditStore | false;
  /**
   * What rotates managed keys. It must be told the same store and the same key contract.
   *
   * @default - none: keys can't be managed
   */
  readonly rotation?: Rotation;
  /**
   * The name under which other apps and the CLI find this deployment, once per account and region.
   *
   * @default - it can't be found by name
   */
  readonly stage?: string;
  /**
   * How long the logs of its functions, of its API and of the authorizers of protected APIs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * How many requests Postern's own API takes. A protected API keeps its own limits.
   *
   * @default - 50 a second for each admin route, 100 a second for each route of key holders, bursts of twice as many
   */
  readonly throttle?: PosternThrottle;
  /**
   * Who may sign in to manage keys, as far as they are invited: the people of a `ConsoleUserPool`, or those of any
   * OpenID provider.
   *
   * @default - nobody: keys are managed by IAM alone
   */
  readonly consoleUsers?: ConsoleUserSource;
}

/** What it says about keys must be what the other app says. */
export interface ApiKeysFromStageProps extends KeyProfileProps {
  /** The `stage` of the other app's `ApiKeys`. */
  readonly stage: string;
  /**
   * Whether the other app's `ApiKeys` keeps usage.
   *
   * @default true
   */
  readonly usage?: boolean;
  /**
   * How long the logs of the authorizers of protected APIs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

abstract class ApiKeysBase extends Construct implements IApiKeys {
  protected abstract readonly store: IKeyStore;
  protected abstract readonly profile: KeyProfile;
  protected abstract readonly apiId: string;
  protected abstract readonly logRetention: RetentionDays | undefined;
  /** Where decisions are recorded, if they are. */
  protected abstract readonly usage: UsageTarget | undefined;
  /** Who hears of alarms, where that is known here. */
  protected abstract readonly ticket: ITopic | undefined;
  /** What makes managed keys, if something does. */
  protected abstract readonly managedKeys: RotationTarget | undefined;

  protect(api: IRestApi | IHttpApi, options: ProtectOptions = {}): void {
    const { store, profile, logRetention, usage } = this;
    protect(api, { ...profile, store, logRetention, usage, options });
  }

  guard(fn: IFunction, options: GuardOptions = {}): void {
    const { store, profile } = this;
    // Read only where it is needed: another app's is a parameter.
    const target = options.usage === false ? undefined : this.usage;
    guardFunction(fn, { ...profile, store, target, options });
  }

  monitor(api: IRestApi | IHttpApi, options: MonitorOptions = {}): void {
    monitorApi(api, options.ticket ? options : { ...options, ticket: this.ticket });
  }

  grantAdmin(grantee: IGrantable, rights: AdminGrants): Grant {
    return grantAdminRoutes(grantee, { scope: this, id: this.apiId }, rights, this.profile.profile);
  }

  grantRead(grantee: IGrantable): Grant {
    return this.store.grantRead(grantee);
  }

  managedKey(id: string, props: ManagedKeyProps): ManagedKey {
    const { managedKeys, profile } = this;
    if (!managedKeys) {
      throw new Error(
        `${this.node.path} has no managed keys: give it a rotation: new ApiKeys(this, 'Keys', { store, rotation: ` +
          "new Rotation(this, 'Rotation', { name, store }) })",
      );
    }
    const reader = props.readers?.find((each) => Construct.isConstruct(each));
    if (reader) assertReaderNearby(reader, this);
    const stack = reader ? Stack.of(reader) : Stack.of(this);
    return stack === Stack.of(this)
      ? new ManagedKey(this, id, props, managedKeys, profile.profile)
      : new ManagedKey(stack, `ManagedKey-${id}`, props, managedKeys, profile.profile);
  }
}

/** API keys for the APIs of an app: Postern's own API, and what it takes to protect others. */
export class ApiKeys extends ApiKeysBase {
  /** The deployment of another app in this account and region. */
  static fromStage(scope: Construct, id: string, props: ApiKeysFromStageProps): IApiKeys {
    return new PublishedApiKeys(scope, id, props);
  }

  readonly store: KeyStore;
  /** Postern's own API. */
  readonly api: HttpApi;
  /** For APIs that are made without CDK: any API of this account and region may call it. */
  readonly authorizer: Authorizer;
  /** Whose tokens open the console; undefined where nobody's do. */
  readonly consoleUsers: Required<OidcUsers> | undefined;
  /** Who called which route of Postern's own API, and what came of it. */
  readonly accessLog: LogGroup;
  /** What records usage, if anything does. */
  readonly recorder: UsageRecorder | undefined;
  /** What adds up what was recorded. */
  readonly counter: UsageAggregator | undefined;
  /** What makes the audit chain, by what is watched of it; undefined where there is none. */
  readonly auditChain: MonitoredAuditChain | undefined;
  protected readonly profile: KeyProfile;
  protected readonly apiId: string;
  protected readonly logRetention: RetentionDays | undefined;
  protected readonly usage: UsageTarget | undefined;
  /** Whoever watches it comes after it. */
  protected readonly ticket = undefined;
  protected readonly managedKeys: RotationTarget | undefined;

  /** @throws Error if there is no such profile, the stage's name does not fit, or the people's issuer is wrong */
  constructor(scope: Construct, id: string, props: ApiKeysProps = {}) {
    super(scope, id);
    this.profile = keyProfile(props);
    this.store = props.store ?? new KeyStore(this, 'Store');
    assertSameEnvironment(this, this.store);
    assertResourcesNearby(this, {
      usage: props.usage ? props.usage.table : undefined,
      audit: props.audit ? props.audit.table : undefined,
      rotation: props.rotation?.rotateKey,
    });
    this.logRetention = props.logRetention;
    const usageStore = props.usage === false ? undefined : (props.usage ?? new UsageStore(this, 'Usage'));
    const { logRetention } = props;
    const recording = usageStore && { store: usageStore, logRetention };
    this.counter = recording && new UsageAggregator(this, 'UsageCounter', recording);
    this.recorder = recording && new UsageRecorder(this, 'UsageRecorder', recording);
    this.usage = this.recorder?.target;
    const { store, profile, usage } = this;
    const audit = props.audit === false ? undefined : (props.audit ?? new AuditStore(this, 'Audit'));
    this.auditChain = audit && this.#chainInto(audit);
    const { throttle, rotation } = props;
    this.managedKeys = rotation?.managedKeys;
    this.consoleUsers = props.consoleUsers && trustedIssuer(this, props.consoleUsers);
    const { consoleUsers, recorder } = this;
    const common = { ...profile, store, logRetention };
    const parts = { recorder, audit, rotation };
    const { api, accessLog } = new PosternApi(this, 'Postern', {
      ...common,
      throttle,
      consoleUsers,
      ...parts,
    });
    this.api = api;
    this.accessLog = accessLog;
    this.apiId = this.api.apiId;
    this.authorizer = new Authorizer(this, 'Authorizer', { ...common, usage, routes: {} });
    this.authorizer.allowCallsOf('*', '*');
    // An export that came and went with its last user would block the deploy that removes that user.
    const watched = [
      this.authorizer.functionName,
      this.authorizer.logGroup.logGroupName,
      accessLog.logGroupName,
    ];
    for (const value of [this.apiId, ...watched]) Stack.of(this).exportValue(value);
    if (props.stage !== undefined) {
      publishDeployment(this, props.stage, {
        'key-table': store.table.tableName,
        'api-id': this.apiId,
        'api-url': this.api.apiEndpoint,
        ...(rotation && {
          'rotate-key': rotation.rotateKey.functionArn,
          'managed-key-provider': rotation.managedKeys.providerArn,
        }),
        ...(usage && { 'usage-table': usage.usageTable, 'usage-recorder': usage.recorderArn }),
      });
    }
  }

  #chainInto(audit: AuditStore): MonitoredAuditChain {
    const { store, logRetention } = this;
    const { givenUp } = new AuditChain(this, 'AuditChain', { store, audit, logRetention });
    return { auditTable: audit.table.tableName, deadLetters: givenUp };
  }
}

/** Reads each published value only where it is used: an unused parameter would be one more way to fail. */
class PublishedApiKeys extends ApiKeysBase {
  protected readonly profile: KeyProfile;
  protected readonly logRetention: RetentionDays | undefined;
  readonly #stage: string;
  readonly #hasUsage: boolean;
  #ticket: ITopic | undefined;
  #store: IKeyStore | undefined;

  constructor(scope: Construct, id: string, props: ApiKeysFromStageProps) {
    super(scope, id);
    this.logRetention = props.logRetention;
    this.profile = keyProfile(props);
    this.#stage = props.stage;
    this.#hasUsage = props.usage ?? true;
  }

  protected get store(): IKeyStore {
    this.#store ??= KeyStore.fromTableName(this, 'Store', publishedValue(this, this.#stage, 'key-table'));
    return this.#store;
  }

  protected get usage(): UsageTarget | undefined {
    if (!this.#hasUsage) return undefined;
    return {
      usageTable: publishedValue(this, this.#stage, 'usage-table'),
      recorderArn: publishedValue(this, this.#stage, 'usage-recorder'),
    };
  }

  protected get ticket(): ITopic {
    this.#ticket ??= Topic.fromTopicArn(this, 'Ticket', publishedValue(this, this.#stage, 'ticket-topic'));
    return this.#ticket;
  }

  protected get managedKeys(): RotationTarget {
    // What else is to be known the rotation checks when the stack is deployed.
    return {
      providerArn: publishedValue(this, this.#stage, 'managed-key-provider'),
      schedules: SCHEDULES,
      clockSkew: Duration.seconds(0),
    };
  }

  protected get apiId(): string {
    return publishedValue(this, this.#stage, 'api-id');
  }
}
