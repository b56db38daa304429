import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import {
  controlApiVariables,
  publicApiVariables,
  selfServiceVariables,
} from '../../contracts/environment/functions.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { OidcUsers } from '../console-users/console-user-source.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { Rotation } from '../rotation/rotation.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import { UsageSubscription } from '../usage/usage-subscription.ts';
import type { KeyProfile } from './key-profile.ts';

export interface PosternFunctionProps extends KeyProfile {
  readonly store: KeyStore;
  readonly logRetention: RetentionDays | undefined;
  /** Whose people have the console; undefined where nobody has. */
  readonly consoleUsers: Required<OidcUsers> | undefined;
  /** What records usage, if anything does. */
  readonly recorder: UsageRecorder | undefined;
  /** Where the audit chain is kept, if there is one. */
  readonly audit: AuditStore | undefined;
  /** What rotates, if anything does. */
  readonly rotation: Rotation | undefined;
}

/** Tells key holders of their keys, and anyone how to call; may read single items, and change nothing. */
export function publicApi(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const made = new BundledFunction(scope, 'PublicApi', {
    bundle: 'public-api',
    description: 'Answers key holders and anyone; changes nothing',
    timeout: Duration.seconds(5),
    logRetention,
    environment: publicApiVariables.write(valuesOf(props)),
  });
  store.grantRead(made);
  recordDecisions(made, props);
  return made;
}

/** Lets key holders manage keys and sessions of their own; may write those, and neither owners nor tenants. */
export function selfService(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const made = new BundledFunction(scope, 'SelfService', {
    bundle: 'self-service',
    description: 'Lets key holders manage keys and sessions of their own',
    timeout: Duration.seconds(15),
    logRetention,
    environment: selfServiceVariables.write(valuesOf(props)),
  });
  store.grantSelfService(made);
  props.recorder?.store.grantSelfService(made);
  recordDecisions(made, props);
  return made;
}

/** Manages tenants, owners and keys, for whoever IAM lets through and for people who signed in. */
export function controlApi(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const made = new BundledFunction(scope, 'ControlApi', {
    bundle: 'control-api',
    description: 'Manages tenants, owners and keys',
    timeout: Duration.seconds(15),
    logRetention,
    environment: controlApiVariables.write(valuesOf(props)),
  });
  store.grantManage(made);
  props.recorder?.store.grantReport(made);
  props.audit?.grantRead(made);
  props.rotation?.grantCommands(made);
  return made;
}

/** What their variables carry. `rotation.grantCommands` adds the function that rotates. */
function valuesOf({ store, recorder, audit, ...profile }: PosternFunctionProps) {
  return {
    ...profile,
    keyTable: store.table.tableName,
    usageTable: recorder?.target.usageTable,
    audit: audit?.environment,
    auditRetentionDays: audit?.environment.auditRetentionDays,
    rotationTarget: undefined,
  };
}

/** They decide in process, and answer a probe as an authorizer does. */
function recordDecisions(fn: BundledFunction, { recorder }: PosternFunctionProps): void {
  if (recorder)
    new UsageSubscription(fn, 'Usage', { fn, target: recorder.target, via: 'guard', probed: true });
}
