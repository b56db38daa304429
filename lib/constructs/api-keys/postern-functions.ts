import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import {
  controlApiVariables,
  dashboardVariables,
  publicApiVariables,
  selfServiceVariables,
} from '../../contracts/environment/functions.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { OidcUsers } from '../console-users/console-user-source.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { LimitsStore } from '../limits-store/limits-store.ts';
import type { Rotation } from '../rotation/rotation.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import { UsageSubscription } from '../usage/usage-subscription.ts';
import type { KeyProfile } from './key-profile.ts';

export interface PosternFunctionProps extends KeyProfile {
  readonly store: KeyStore;
  readonly limits: LimitsStore;
  readonly logRetention: RetentionDays | undefined;
  /** The issuer of console users; undefined without console users. */
  readonly consoleUsers: Required<OidcUsers> | undefined;
  /** The recorder of usage; undefined without usage tracking. */
  readonly recorder: UsageRecorder | undefined;
  /** The store of the audit chain; undefined without a chain. */
  readonly audit: AuditStore | undefined;
  /** The rotation of managed keys; undefined without rotation. */
  readonly rotation: Rotation | undefined;
  /** The prefix of the alarm names; undefined without monitoring. */
  readonly alarmPrefix: string | undefined;
}

/** Serves the read routes of key holders and the public routes. Its role reads single items, and reads and charges limits. */
export function publicApi(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const fn = new BundledFunction(scope, 'PublicApi', {
    bundle: 'public-api',
    description: 'Serves key holders and the public; read-only',
    timeout: Duration.seconds(5),
    logRetention,
    environment: publicApiVariables.write(environmentValues(props)),
  });
  store.grantRead(fn);
  props.limits.grantManage(fn);
  recordDecisions(fn, props);
  return fn;
}

/** Serves key holders who manage their own keys and sessions. Its role cannot write owners or tenants. */
export function selfService(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const fn = new BundledFunction(scope, 'SelfService', {
    bundle: 'self-service',
    description: 'Manages keys and sessions for key holders',
    timeout: Duration.seconds(15),
    logRetention,
    environment: selfServiceVariables.write(environmentValues(props)),
  });
  store.grantSelfService(fn);
  props.limits.grantCharge(fn);
  props.recorder?.store.grantSelfService(fn);
  recordDecisions(fn, props);
  return fn;
}

/** Manages tenants, owners and keys for IAM callers and console users. */
export function controlApi(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const fn = new BundledFunction(scope, 'ControlApi', {
    bundle: 'control-api',
    description: 'Manages tenants, owners and keys',
    timeout: Duration.seconds(15),
    logRetention,
    environment: controlApiVariables.write(environmentValues(props)),
  });
  store.grantManage(fn);
  props.limits.grantManage(fn);
  props.recorder?.store.grantReport(fn);
  props.audit?.grantRead(fn);
  props.rotation?.grantCommands(fn);
  if (props.alarmPrefix !== undefined) grantReadAlarms(fn);
  return fn;
}

/** IAM authorizes a list of alarms for all alarms only. The function reads those with its prefix. */
function grantReadAlarms(fn: BundledFunction): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
}

/** Serves the dashboard. Its role can only write its log. */
export function dashboard(
  scope: Construct,
  {
    consoleUsers,
    logRetention,
  }: Pick<PosternFunctionProps, 'logRetention'> & {
    readonly consoleUsers: Required<OidcUsers>;
  },
): BundledFunction {
  return new BundledFunction(scope, 'Dashboard', {
    bundle: 'dashboard',
    description: 'Serves the dashboard; no access to data',
    timeout: Duration.seconds(10),
    logRetention,
    environment: dashboardVariables.write({ consoleUsers, clientId: consoleUsers.clientId }),
  });
}

/** The values of the environment variables. `rotation.grantCommands` adds the rotation function. */
function environmentValues({ store, limits, recorder, audit, ...profile }: PosternFunctionProps) {
  return {
    ...profile,
    keyTable: store.table.tableName,
    limitsTable: limits.table.tableName,
    usageTable: recorder?.target.usageTable,
    audit: audit?.environment,
    auditRetentionDays: audit?.environment.auditRetentionDays,
    rotationTarget: undefined,
  };
}

/** These functions decide on keys in process and answer probes like an authorizer. */
function recordDecisions(fn: BundledFunction, { recorder }: PosternFunctionProps): void {
  if (recorder)
    new UsageSubscription(fn, 'Usage', { fn, target: recorder.target, via: 'guard', probed: true });
}
