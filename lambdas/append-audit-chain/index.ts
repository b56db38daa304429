import { S3Client } from '@aws-sdk/client-s3';
import { createChainStore } from '../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { createBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createLinkArchive } from '../../lib/adapters/s3/link-archive.ts';
import { auditVariables } from '../../lib/contracts/environment/audit.ts';
import { createHandler } from './handler.ts';

const { auditTable, auditArchive, auditRetentionDays } = auditVariables.read(process.env);

export const handler = createHandler({
  auditTable,
  retentionDays: auditRetentionDays,
  store: createChainStore({ client: createStoreClient(), table: auditTable }),
  archive: auditArchive ? createLinkArchive({ client: new S3Client(), bucket: auditArchive }) : undefined,
  clock: Date.now,
  backoff: createBackoff(Math.random),
  log: (line) => process.stdout.write(line),
});
