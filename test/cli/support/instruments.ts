import type { AwsAccount } from '../../../lib/api-client/aws-account.ts';
import type { RemovalAccount } from '../../../lib/api-client/removal-account.ts';
import type { UsageReplay } from '../../../lib/api-client/usage-replay.ts';
import type { CliContext } from '../../../lib/cli/cli-context.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import type { DescribedTable, Restore } from '../../../lib/recovery/open-restore.ts';
import type { RestoreReport } from '../../../lib/recovery/report.ts';
import { contractOf } from '../../api-client/support/profile.ts';

export type Instruments = Pick<
  CliContext,
  | 'get'
  | 'probe'
  | 'readProfile'
  | 'openUrl'
  | 'openAccount'
  | 'openRemoval'
  | 'openRestore'
  | 'openUsageReplay'
  | 'findLocalAlarms'
  | 'nodeVersion'
  | 'interruption'
  | 'pause'
>;

/** An account with the given responses. All other calls fail. */
export function accountOf(given: Partial<AwsAccount>): AwsAccount {
  const unexpectedUse = (name: string) => () => Promise.reject(new Error(`${name} was used`));
  return {
    caller: unexpectedUse('caller'),
    alarms: unexpectedUse('alarms'),
    alarmReceivers: unexpectedUse('alarmReceivers'),
    readSecret: unexpectedUse('readSecret'),
    deleteSecret: unexpectedUse('deleteSecret'),
    parameter: unexpectedUse('parameter'),
    metricSum: unexpectedUse('metricSum'),
    authorizers: unexpectedUse('authorizers'),
    parametersBelow: unexpectedUse('parametersBelow'),
    unreservedConcurrency: unexpectedUse('unreservedConcurrency'),
    ...given,
  };
}

/** An account with the given resources, and no others. */
export function removalAccountOf(given: Partial<RemovalAccount>): RemovalAccount {
  return {
    stacks: async () => [],
    isPublished: async () => false,
    secrets: async () => [],
    replicasOf: async () => [],
    removeReplicas: async () => {},
    deleteSecret: async () => {},
    ...given,
  };
}

/** A table of that name, the copy of `keys` at noon on 31 December 2026. */
export function restoredTable(table: string, given: Partial<DescribedTable> = {}): DescribedTable {
  const arnOf = (name: string) => `arn:aws:dynamodb:eu-central-1:111122223333:table/${name}`;
  const copiedAtMs = Date.parse('2026-12-31T12:00:00Z');
  return { arn: arnOf(table), status: 'ACTIVE', source: { tableArn: arnOf('keys'), copiedAtMs }, ...given };
}

/** A restore that finds nothing to do, except what a test gives. */
export function restoreOf(given: Partial<Restore>): Restore {
  return {
    ...{ liveTable: 'keys', copyTable: 'keys-20261231T120000Z' },
    describeTable: async (table) => restoredTable(table),
    run: async () => NOTHING_RESTORED,
    ...given,
  };
}

/** A replay of logs without lines. */
export const emptyReplay: UsageReplay = {
  logGroups: async () => ['/aws/lambda/authorizer'],
  lines: async function* () {},
  record: async () => Promise.reject(new Error('record was used')),
};

export const NOTHING_RESTORED: RestoreReport = {
  ...{ unchanged: 3, copiedItems: 0 },
  ...{ recreated: [], tightened: [], lost: [], unreadable: [], conflicts: [], withoutValue: [], toAdopt: [] },
};

/** The dependencies of demo and doctor besides the admin API. Each one that a test does not set fails when it is used, except the profile. */
export function instruments(given: Partial<Instruments> = {}): Instruments {
  const unexpectedUse = (name: string) => () => Promise.reject(new Error(`${name} was used`));
  return {
    get: unexpectedUse('get'),
    probe: unexpectedUse('probe'),
    readProfile: async () => contractOf(defaultProfile),
    openUrl: unexpectedUse('openUrl'),
    openAccount: () => accountOf({}),
    openRemoval: async () => removalAccountOf({}),
    openRestore: async () => restoreOf({}),
    openUsageReplay: async () => undefined,
    findLocalAlarms: async () => undefined,
    nodeVersion: 'v24.0.0',
    interruption: () => new AbortController().signal,
    pause: unexpectedUse('pause'),
    ...given,
  };
}
