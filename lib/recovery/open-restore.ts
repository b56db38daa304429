import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createBackoff } from '../adapters/dynamodb/backoff.ts';
import { clientsByRegion } from '../adapters/secrets-manager/clients.ts';
import { createSecretStore } from '../adapters/secrets-manager/secret-store.ts';
import { type AccountScope, openAwsAccount } from '../api-client/aws-account.ts';
import { parseDecimal } from '../contracts/decimal.ts';
import { type DeploymentParameter, parameterName } from '../contracts/deployment-parameters.ts';
import { SecretStoreError } from '../core/rotation/secret-store.ts';
import type { RestoreReport } from './report.ts';
import { restoreErrorOf } from './restore-error.ts';
import { restoreTable, type TableRestore } from './restore-table.ts';

/** A restore of the key table of a stage from a copy of an earlier time. */
export interface Restore {
  readonly liveTable: string;
  readonly copyTable: string;
  /** Undefined if the table does not exist. */
  describeTable(table: string): Promise<DescribedTable | undefined>;
  /** Restores, or returns what it would do. Throws the errors of the SDK. @throws RestoreError if it stopped */
  run(options: Pick<TableRestore, 'isDryRun' | 'onProgress' | 'interruption'>): Promise<RestoreReport>;
}

export interface DescribedTable {
  readonly arn: string;
  /** For example `ACTIVE`. */
  readonly status: string;
  /** The table of which it is a copy, and the time of the copy; undefined if DynamoDB does not state it. */
  readonly source: { readonly tableArn: string; readonly copiedAtMs: number } | undefined;
}

export interface RestoreScope extends AccountScope {
  readonly stage: string;
  /** The time of the copy, in milliseconds since 1970. */
  readonly copiedAtMs: number;
  /** The name of the copy; undefined for the name that follows from the time. */
  readonly copyTable: string | undefined;
}

/** @returns undefined if the stage publishes no key table */
export type OpenRestore = (scope: RestoreScope) => Promise<Restore | undefined>;

/** Calls that fail or time out are repeated, because a restore takes as long as it needs. */
const BOUNDS = { maxAttempts: 8, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 } };

/** Performs a restore with the credentials of the caller: no function of a deployment can copy a table. */
export const openRestore: OpenRestore = async ({ stage, copiedAtMs, copyTable, ...scope }) => {
  const account = openAwsAccount(scope);
  const parameter = (name: DeploymentParameter) => account.parameter(parameterName(stage, name));
  const [liveTable, archive, retentionDays] = await Promise.all([
    parameter('key-table'),
    parameter('audit-archive'),
    parameter('audit-retention-days'),
  ]);
  if (liveTable === undefined) return undefined;
  const client = new DynamoDBClient({ ...scope, ...BOUNDS });
  const backoff = createBackoff(Math.random);
  const copy = copyTable ?? `${liveTable}-${compactInstant(copiedAtMs)}`;
  const auditRetentionDays = retentionDays === undefined ? undefined : parseDecimal(retentionDays);
  const secrets = createSecretStore(
    clientsByRegion((region) => new SecretsManagerClient({ ...scope, ...BOUNDS, region })),
    '',
  );
  return {
    ...{ liveTable, copyTable: copy },
    describeTable: (table) => describeTable(client, table),
    async run(options) {
      const caller = { id: await account.caller(), sourceAddress: '-' };
      const restoring = restoreTable({
        ...options,
        ...{ caller, copiedAtMs, backoff, clock: Date.now },
        random: (count) => crypto.getRandomValues(new Uint8Array(count)),
        liveTable: { client, table: liveTable, auditRetentionDays, backoff },
        copyTable: { client, table: copy, backoff },
        archive:
          archive === undefined
            ? undefined
            : { bucket: archive, client: new S3Client({ ...scope, ...BOUNDS }) },
        describeSecret: (secretArn) => secrets.describe(secretArn).catch(undefinedIfGone),
      });
      return restoring.catch((error: unknown) => {
        throw restoreErrorOf(error);
      });
    },
  };
};

async function describeTable(client: DynamoDBClient, TableName: string): Promise<DescribedTable | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const { SourceTableArn: tableArn, RestoreDateTime } = Table?.RestoreSummary ?? {};
    return {
      ...{ arn: Table?.TableArn ?? '', status: Table?.TableStatus ?? '' },
      source: tableArn && RestoreDateTime ? { tableArn, copiedAtMs: RestoreDateTime.getTime() } : undefined,
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** A key without its secret is restored. Its next check reports the missing secret. */
function undefinedIfGone(error: unknown): undefined {
  const isGone =
    error instanceof SecretStoreError &&
    (error.fault === 'secret-not-found' || error.fault === 'secret-deleted');
  if (!isGone) throw error;
}

/** `20270131T120000Z`: the characters that the name of a table can have. */
function compactInstant(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}
