import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { controlApiVariables } from '../../contracts/environment/control-api.ts';
import { keyHoldersVariables } from '../../contracts/environment/key-holders.ts';
import { peopleVariables } from '../../contracts/environment/people.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { IssuerPeople } from '../people/people-source.ts';
import type { KeyContract } from './key-contract.ts';

export interface PosternFunctionProps extends KeyContract {
  readonly store: KeyStore;
  readonly logRetention: RetentionDays | undefined;
  /** Whose people have the console; undefined where nobody has. */
  readonly people: Required<IssuerPeople> | undefined;
}

/** Tells key holders of their keys, and anyone how to call; may read single items, and change nothing. */
export function publicApi(scope: Construct, props: PosternFunctionProps): BundledFunction {
  const { store, logRetention } = props;
  const made = new BundledFunction(scope, 'PublicApi', {
    bundle: 'public-api',
    description: 'Answers key holders and anyone; changes nothing',
    timeout: Duration.seconds(5),
    logRetention,
    environment: {
      ...keyHoldersVariables({ ...props, keyTable: store.table.tableName }),
      ...peopleVariables(props.people),
    },
  });
  store.grantRead(made);
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
    environment: keyHoldersVariables({ ...props, keyTable: store.table.tableName }),
  });
  store.grantSelfService(made);
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
    environment: controlApiVariables({ ...props, keyTable: store.table.tableName }),
  });
  store.grantManage(made);
  return made;
}
