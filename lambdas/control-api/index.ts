import { randomBytes } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createActiveAlarms } from '../../lib/adapters/cloudwatch/active-alarms.ts';
import { createChainReader } from '../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { createBackoff, createConflictBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createBucketReader } from '../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../lib/adapters/dynamodb-http/credentials.ts';
import { createRotationCommands } from '../../lib/adapters/lambda/rotation-commands.ts';
import { discoveryUrlOf } from '../../lib/adapters/oidc/discovery-url.ts';
import { createUserInfo } from '../../lib/adapters/oidc/user-info.ts';
import { createArchiveReader } from '../../lib/adapters/s3/link-archive.ts';
import { createBeginningRecord } from '../../lib/adapters/systems-manager/beginning-record.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import type { AuditEnvironment } from '../../lib/contracts/environment/audit.ts';
import { controlApiVariables } from '../../lib/contracts/environment/functions.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { createHandler } from './handler.ts';

const {
  keyTable,
  limitsTable,
  profile,
  consoleUsers,
  usageTable,
  audit,
  rotationTarget,
  alarmPrefix,
  ...settings
} = controlApiVariables.read(process.env);
/** Shorter than the timeout of this function, so that a page shows the problem. */
const ALARM_READS = {
  maxAttempts: 2,
  requestHandler: { requestTimeout: 4_000, throwOnRequestTimeout: true },
};

const client = createStoreClient();
const backoff = createBackoff(Math.random);

export const handler = createHandler({
  store: createStore({
    client,
    table: keyTable,
    limitsTable,
    usageTable,
    auditRetentionDays: audit?.auditRetentionDays,
    backoff: createConflictBackoff(Math.random),
  }),
  usage: usageTable === undefined ? undefined : usageIn(usageTable),
  activeAlarms:
    alarmPrefix === undefined
      ? undefined
      : createActiveAlarms(new CloudWatchClient(ALARM_READS), alarmPrefix),
  metrics: { keyTable, write: (line) => process.stdout.write(line) },
  chain: audit && chainIn(audit),
  rotation: rotationTarget && createRotationCommands(rotationClient(), rotationTarget.rotateKeyFunction),
  rotationLimits: rotationTarget?.limits,
  profile,
  codecs: codecsOf(profile),
  ...settings,
  buckets: createBucketReader(createDynamoDBHttpClient({ credentials: environmentCredentials }), limitsTable),
  clock: Date.now,
  random: (count) => randomBytes(count),
  backoff,
  log: (line) => process.stdout.write(line),
  consoleUsers: consoleUsers && {
    ...consoleUsers,
    fetchEmail: createUserInfo({
      discoveryUrl: discoveryUrlOf(consoleUsers.issuer, process.env.AWS_ENDPOINT_URL),
      fetch,
    }),
  },
});

function usageIn(table: string) {
  return {
    store: createUsageStore({ client, table }),
    sources: createSources(new SSMClient(), table),
  };
}

function chainIn({ auditTable, auditArchive: bucket }: AuditEnvironment) {
  return {
    table: createChainReader({ client, table: auditTable }),
    archive: bucket === undefined ? undefined : createArchiveReader({ client: new S3Client(), bucket }),
    beginning: createBeginningRecord(new SSMClient(), auditTable),
  };
}

/** Without retries, because a command without a response may still be running. The timeout is shorter than this function's. */
function rotationClient() {
  const requestHandler = { requestTimeout: 12_000, throwOnRequestTimeout: true };
  return new LambdaClient({ maxAttempts: 1, requestHandler });
}
