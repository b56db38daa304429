import { Duration, Stack } from 'aws-cdk-lib';
import type { IAuthorizer, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi, IHttpRouteAuthorizer, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SCHEDULES } from '../../core/rotation/managed-key.ts';
import { alwaysExport } from '../always-export.ts';
import { AuditChain } from '../audit-chain/audit-chain.ts';
import { AuditStore } from '../audit-store/audit-store.ts';
import { functionLog } from '../bundled-function.ts';
import {
  type ConsoleUserSource,
  type OidcUsers,
  trustedIssuer,
} from '../console-users/console-user-source.ts';
import { type IKeyStore, KeyStore } from '../key-store/key-store.ts';
import {
  assertApiNearby,
  assertReaderNearby,
  assertResourcesNearby,
  assertSameEnvironment,
} from '../key-store/same-environment.ts';
import { type ILimitsStore, LimitsStore } from '../limits-store/limits-store.ts';
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
import { guardTask, isTaskDefinition } from './guard-task.ts';
import { type KeyProfile, type KeyProfileProps, keyProfile } from './key-profile.ts';
import { publishDeployment, publishedValue, publishProfile, requireProfile } from './parameters.ts';
import { PosternApi } from './postern-api.ts';
import type { PosternThrottle } from './postern-stage.ts';
import { protect } from './protect.ts';
import { assertConcurrency, type ProtectOptions, type RestProtectOptions } from './protect-options.ts';
import { sharedHttpAuthorizer } from './shared-http-authorizer.ts';
import { sharedRestAuthorizer } from './shared-rest-authorizer.ts';

/** A deployment of Postern in this app or in another app. */
export interface IApiKeys {
  /**
   * Requires a key for every route of an API. This includes routes that are added later or elsewhere in the app, if
   * they refer to the construct of the API and not to its ID as text. Synthesis fails if a route cannot be protected. Call
   * it in the app that creates the API: the routes of an imported API are unknown.
   *
   * @throws Error if the API is already protected, or if an option is invalid
   */
  protect(api: RestApi, options?: RestProtectOptions): void;
  protect(api: RestApi | HttpApi, options?: ProtectOptions): void;
  /**
   * Requires a key for the handshake of a WebSocket API, its route `$connect`. The key is read from a header. Messages of an open
   * connection are not authorized again: a revocation prevents new connections and does not close open ones.
   */
  protect(api: WebSocketApi, options?: Omit<ProtectOptions, 'open' | 'throttle'>): void;
  /**
   * Registers the shared authorizer of the deployment with a REST API, for methods that are named one by one:
   * `resource.addMethod('GET', integration, { authorizer: keys.restAuthorizer(api) })`. It decides by the default permission of
   * the method. Methods without it stay open: use `protect()` to require a key for every route.
   */
  restAuthorizer(api: RestApi): IAuthorizer;
  /**
   * The shared authorizer of the deployment for routes of HTTP APIs that are named one by one:
   * `httpApi.addRoutes({ path, integration, authorizer: keys.httpAuthorizer() })`. It decides by the default permission of the
   * method. Routes without it stay open: use `protect()` to require a key for every route.
   */
  httpAuthorizer(): IHttpRouteAuthorizer;
  /**
   * Configures a function, or the default container of a task, that decides on keys itself with `postern/guard`. Sets its
   * environment variables and grants read access to the keys. A task accepts only the options `forwarded` and `usage: false`.
   *
   * @throws Error if the target is already guarded, or if its runtime or an option is invalid
   */
  guard(target: LambdaFunction | TaskDefinition, options?: GuardOptions): void;
  /**
   * Creates alarms on the authorizer of an API that `protect()` protects in this app: faults, throttles and latency.
   * `Monitoring` has the alarms of the whole deployment. The option `ticket` is required unless the keys are from `fromStage`.
   *
   * @throws Error if the API is not protected in this app, or if there is no topic
   */
  monitor(api: RestApi | HttpApi | WebSocketApi, options?: MonitorOptions): void;
  /**
   * Allows a grantee to manage keys over HTTP with IAM signatures. IAM limits the inline policies of a user to 2 KB and of
   * a group to 5 KB: one or two tenants, or `'all'`. A role can have more.
   *
   * @throws Error if the role or a tenant is invalid
   */
  grantAdmin(grantee: IGrantable, rights: AdminGrants): Grant;
  /** Allows strongly consistent reads of single keys and owners, for a service that decides on keys itself. */
  grantRead(grantee: IGrantable): Grant;
  /**
   * Creates or adopts a key whose value is stored and rotated in Secrets Manager. The resource is added to the stack of the
   * first reader that the app creates, or to the stack of this construct if there is none.
   *
   * @throws Error if the deployment has no rotation, a property is invalid, the overlap is too short, or that reader is in
   * another account or Region than the keys
   */
  managedKey(id: string, props: ManagedKeyProps): ManagedKey;
}

export interface ApiKeysProps extends KeyProfileProps {
  /**
   * Store of keys, owners and tenants.
   *
   * @default - a new key store, retained and protected from deletion
   */
  readonly store?: KeyStore;
  /**
   * Store of the budgets of limits.
   *
   * @default - a new limits store, retained and protected from deletion
   */
  readonly limits?: LimitsStore;
  /**
   * Store of usage: last uses, daily counts and the access log, from the decision log lines of authorizers and guards.
   * `false` disables usage tracking.
   *
   * @default - a new usage store, retained and protected from deletion
   */
  readonly usage?: UsageStore | false;
  /**
   * Store of the audit chain, which detects changes of the audit trail. It also sets the retention of the trail. `false`
   * disables the chain, and the trail is retained as long as the key store.
   *
   * @default - a new audit store, retained and protected from deletion
   */
  readonly audit?: AuditStore | false;
  /**
   * Rotation of managed keys. It must have the same store and the same key profile.
   *
   * @default - none: managed keys are not supported
   */
  readonly rotation?: Rotation;
  /**
   * Name with which other apps and the CLI find this deployment. It is unique per account and Region.
   *
   * @default - none: the deployment cannot be found by name
   */
  readonly stage?: string;
  /**
   * Retention of the logs of its functions, its API and the authorizers of protected APIs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Throttling of Postern's own API. A protected API keeps its own limits.
   *
   * @default - 50 requests per second for each admin route and 100 for each key-holder route, with bursts of twice as many
   */
  readonly throttle?: PosternThrottle;
  /**
   * Reserved concurrency of the shared authorizer, a whole number of 1 or more. Authorizers of `protect()` have an option of their own.
   *
   * @default - none: the authorizer shares the concurrency of the account
   */
  readonly reservedConcurrency?: number;
  /**
   * Users who can sign in to manage keys after an invitation: the users of a `ConsoleUserPool` or of any OpenID provider.
   *
   * @default - none: keys are managed with IAM credentials only
   */
  readonly consoleUsers?: ConsoleUserSource;
  /**
   * Whether the API serves the dashboard to console users, at `/dashboard`.
   *
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Origins of development servers of the dashboard: up to 5, each `http://localhost` with an optional port. Their pages may call
   * the API (CORS), and the sign-in of a `ConsoleUserPool` may redirect to their path `/dashboard`.
   *
   * @default - none: browsers allow only pages of the API itself
   */
  readonly developmentOrigins?: readonly string[];
  /**
   * Prefix of the names of its alarms, so that the console lists the active alarms of a tenant: the name of the stack with its
   * `Monitoring`.
   *
   * @default - none: the console lists no alarms
   */
  readonly alarmPrefix?: string;
}

/** The key profile must be equal to the key profile of the other app. Otherwise, the deployment fails. */
export interface ApiKeysFromStageProps extends KeyProfileProps {
  /** The `stage` of the other app's `ApiKeys`. */
  readonly stage: string;
  /**
   * Whether the `ApiKeys` of the other app tracks usage.
   *
   * @default true
   */
  readonly usage?: boolean;
  /**
   * Retention of the logs of the authorizers of protected APIs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

abstract class ApiKeysBase extends Construct implements IApiKeys {
  protected abstract readonly store: IKeyStore;
  protected abstract readonly limits: ILimitsStore;
  protected abstract readonly profile: KeyProfile;
  protected abstract readonly apiId: string;
  /** The ARN of the shared authorizer. */
  protected abstract readonly authorizerArn: string;
  protected abstract readonly logRetention: RetentionDays | undefined;
  /** Where decisions are recorded; undefined without usage tracking. */
  protected abstract readonly usage: UsageTarget | undefined;
  /** The ticket topic of the deployment, if it is known at synth. */
  protected abstract readonly ticket: ITopic | undefined;
  /** The provider of managed keys; undefined without rotation. */
  protected abstract readonly managedKeys: RotationTarget | undefined;

  protect(api: RestApi | HttpApi | WebSocketApi, options: RestProtectOptions = {}): void {
    const { store, limits, profile, logRetention, usage } = this;
    protect(api, { ...profile, store, limits, logRetention, usage, options });
  }

  restAuthorizer(api: RestApi): IAuthorizer {
    assertApiNearby(api, this);
    return sharedRestAuthorizer(api, this.authorizerArn, this.profile.profile);
  }

  httpAuthorizer(): IHttpRouteAuthorizer {
    return {
      bind: ({ route: { httpApi } }) => {
        assertApiNearby(httpApi, this);
        return sharedHttpAuthorizer(httpApi, this.authorizerArn);
      },
    };
  }

  guard(target: LambdaFunction | TaskDefinition, options: GuardOptions = {}): void {
    const { store, limits, profile } = this;
    // Read only if needed: in another app, this value is a parameter.
    const usage = options.usage === false ? undefined : this.usage;
    const props = { ...profile, store, limits, target: usage, options };
    if (isTaskDefinition(target)) guardTask(target, props);
    else guardFunction(target, props);
  }

  monitor(api: RestApi | HttpApi | WebSocketApi, options: MonitorOptions = {}): void {
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
        `${this.node.path} does not support managed keys, because it has no rotation. Set one: ` +
          "new ApiKeys(this, 'Keys', { store, rotation: new Rotation(this, 'Rotation', { name, store }) })",
      );
    }
    const reader = props.readers?.find((candidate) => Construct.isConstruct(candidate));
    if (reader) assertReaderNearby(reader, this);
    const stack = reader ? Stack.of(reader) : Stack.of(this);
    return stack === Stack.of(this)
      ? new ManagedKey(this, id, props, managedKeys, profile.profile)
      : new ManagedKey(stack, `ManagedKey-${id}`, props, managedKeys, profile.profile);
  }
}

/** API keys for the APIs of an app: Postern's own API, and methods that protect other APIs. */
export class ApiKeys extends ApiKeysBase {
  /** The deployment of another app in this account and Region. */
  static fromStage(scope: Construct, id: string, props: ApiKeysFromStageProps): IApiKeys {
    return new PublishedApiKeys(scope, id, props);
  }

  readonly store: KeyStore;
  readonly limits: LimitsStore;
  /** Postern's own API. */
  readonly api: HttpApi;
  /** The authorizer for APIs that are created without CDK. Every API of this account and Region may call it. */
  readonly authorizer: Authorizer;
  /** The issuer whose tokens are accepted by the console; undefined without console users. */
  readonly consoleUsers: Required<OidcUsers> | undefined;
  /** The URL of the dashboard; undefined without console users or without the dashboard. */
  readonly dashboardUrl: string | undefined;
  /** Callers, routes and response statuses of Postern's own API. */
  readonly accessLog: LogGroup;
  /** The recorder of usage; undefined without usage tracking. */
  readonly recorder: UsageRecorder | undefined;
  /** The aggregator of usage counts; undefined without usage tracking. */
  readonly counter: UsageAggregator | undefined;
  /** The monitored resources of the audit chain; undefined without a chain. */
  readonly auditChain: MonitoredAuditChain | undefined;
  protected readonly profile: KeyProfile;
  protected readonly apiId: string;
  protected readonly authorizerArn: string;
  protected readonly logRetention: RetentionDays | undefined;
  protected readonly usage: UsageTarget | undefined;
  /** `Monitoring` is created later, so its topic is unknown here. */
  protected readonly ticket = undefined;
  protected readonly managedKeys: RotationTarget | undefined;

  /** @throws Error if the profile, a plan, the stage name, the issuer of console users or a development origin is invalid */
  constructor(scope: Construct, id: string, props: ApiKeysProps = {}) {
    super(scope, id);
    this.profile = keyProfile(props);
    assertConcurrency(props.reservedConcurrency);
    this.store = props.store ?? new KeyStore(this, 'Store');
    this.limits = props.limits ?? new LimitsStore(this, 'Limits');
    assertSameEnvironment(this, this.store);
    assertResourcesNearby(this, {
      limits: props.limits?.table,
      usage: props.usage ? props.usage.table : undefined,
      audit: props.audit ? props.audit.table : undefined,
      rotation: props.rotation?.rotateKey,
    });
    this.logRetention = props.logRetention;
    const usageStore = props.usage === false ? undefined : (props.usage ?? new UsageStore(this, 'Usage'));
    const { logRetention, throttle, rotation } = props;
    const recorderProps = usageStore && {
      store: usageStore,
      logGroup: functionLog(this, 'UsageLog', logRetention),
    };
    this.counter = recorderProps && new UsageAggregator(this, 'UsageCounter', recorderProps);
    this.recorder = recorderProps && new UsageRecorder(this, 'UsageRecorder', recorderProps);
    this.usage = this.recorder?.target;
    const { store, limits, profile, usage } = this;
    const audit = props.audit === false ? undefined : (props.audit ?? new AuditStore(this, 'Audit'));
    this.auditChain = audit && this.#addAuditChain(audit);
    this.managedKeys = rotation?.managedKeys;
    const hasDashboard = props.consoleUsers !== undefined && (props.dashboard ?? true);
    const { developmentOrigins = [] } = props;
    const dashboardUrls = () => [
      ...(this.dashboardUrl === undefined ? [] : [this.dashboardUrl]),
      ...developmentOrigins.map((origin) => `${origin}/dashboard`),
    ];
    this.consoleUsers = props.consoleUsers && trustedIssuer(this, props.consoleUsers, dashboardUrls);
    const { consoleUsers, recorder } = this;
    const common = { ...profile, store, limits, logRetention };
    const parts = { recorder, audit, rotation, alarmPrefix: props.alarmPrefix };
    const { api, accessLog } = new PosternApi(this, 'Postern', {
      ...common,
      throttle,
      consoleUsers,
      dashboard: hasDashboard,
      developmentOrigins,
      ...parts,
    });
    this.api = api;
    this.dashboardUrl = hasDashboard ? `${api.apiEndpoint}/dashboard` : undefined;
    this.accessLog = accessLog;
    this.apiId = this.api.apiId;
    // Policies, because the APIs that it is attached to may cache its responses.
    const httpResponse = 'policy';
    this.authorizer = new Authorizer(this, 'Authorizer', {
      ...{ ...common, usage, routes: {}, costs: {}, httpResponse },
      reservedConcurrency: props.reservedConcurrency,
    });
    this.authorizer.allowCallsOf('*', '*');
    this.authorizerArn = this.authorizer.functionArn;
    const monitored = [
      this.authorizerArn,
      this.authorizer.functionName,
      this.authorizer.logGroup.logGroupName,
      accessLog.logGroupName,
    ];
    alwaysExport(this, [this.apiId, ...monitored]);
    if (props.stage !== undefined) this.#publish(props.stage, { rotation, audit });
  }

  #publish(
    stage: string,
    { rotation, audit }: { readonly rotation: Rotation | undefined; readonly audit: AuditStore | undefined },
  ): void {
    const { store, limits, profile, usage } = this;
    publishProfile(this, stage, profile);
    publishDeployment(this, stage, {
      'key-table': store.table.tableName,
      'limits-table': limits.table.tableName,
      'api-id': this.apiId,
      'api-url': this.api.apiEndpoint,
      'authorizer-arn': this.authorizerArn,
      ...(rotation && {
        'rotate-key': rotation.rotateKey.functionArn,
        'managed-key-provider': rotation.managedKeys.providerArn,
      }),
      ...auditParameters(audit),
      ...(usage && { 'usage-table': usage.usageTable, 'usage-recorder': usage.recorderArn }),
    });
  }

  #addAuditChain(audit: AuditStore): MonitoredAuditChain {
    const { store, logRetention } = this;
    new AuditChain(this, 'AuditChain', { store, audit, logRetention });
    return { auditTable: audit.table.tableName };
  }
}

/** What a restore of the key table needs. */
function auditParameters(audit: AuditStore | undefined) {
  return {
    ...(audit && { 'audit-retention-days': String(audit.retentionDays) }),
    ...(audit?.archive && { 'audit-archive': audit.archive.bucketName }),
  };
}

/** Reads a published value only if it is used, because a missing parameter fails the deployment. */
class PublishedApiKeys extends ApiKeysBase {
  protected readonly logRetention: RetentionDays | undefined;
  readonly #profile: KeyProfile;
  readonly #stage: string;
  readonly #hasUsage: boolean;
  #ticket: ITopic | undefined;
  #store: IKeyStore | undefined;
  #limits: ILimitsStore | undefined;

  constructor(scope: Construct, id: string, props: ApiKeysFromStageProps) {
    super(scope, id);
    this.logRetention = props.logRetention;
    this.#profile = keyProfile(props);
    this.#stage = props.stage;
    this.#hasUsage = props.usage ?? true;
  }

  protected get profile(): KeyProfile {
    requireProfile(this, this.#stage, this.#profile);
    return this.#profile;
  }

  protected get store(): IKeyStore {
    this.#store ??= KeyStore.fromTableName(this, 'Store', publishedValue(this, this.#stage, 'key-table'));
    return this.#store;
  }

  protected get limits(): ILimitsStore {
    this.#limits ??= LimitsStore.fromTableName(
      this,
      'Limits',
      publishedValue(this, this.#stage, 'limits-table'),
    );
    return this.#limits;
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
    // The rotation of the other app checks these limits again when the stack is deployed.
    return {
      providerArn: publishedValue(this, this.#stage, 'managed-key-provider'),
      schedules: SCHEDULES,
      clockSkew: Duration.seconds(0),
    };
  }

  protected get apiId(): string {
    return publishedValue(this, this.#stage, 'api-id');
  }

  protected get authorizerArn(): string {
    return publishedValue(this, this.#stage, 'authorizer-arn');
  }
}
