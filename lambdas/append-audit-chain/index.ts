import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createChainStore } from '../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { createBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { tenantListing } from '../../lib/adapters/dynamodb/listings.ts';
import { readAudit } from '../../lib/adapters/dynamodb/read-audit.ts';
import { readPage } from '../../lib/adapters/dynamodb/read-page.ts';
import { createLinkArchive } from '../../lib/adapters/s3/link-archive.ts';
import { createBeginningRecord } from '../../lib/adapters/systems-manager/beginning-record.ts';
import { appendVariables } from '../../lib/contracts/environment/audit.ts';
import { createHandler } from './handler.ts';

const { keyTable, auditTable, auditArchive, auditRetentionDays } = appendVariables.read(process.env);
const client = createStoreClient();
const trail = { client, table: keyTable };

export const handler = createHandler({
  auditTable,
  retentionDays: auditRetentionDays,
  store: createChainStore({ client, table: auditTable }),
  trail: {
    listTenants: (page) => readPage(trail, tenantListing, page),
    listAuditEvents: (tenant, filter, page) => readAudit(trail, tenant, filter, page),
  },
  archive: auditArchive ? createLinkArchive({ client: new S3Client(), bucket: auditArchive }) : undefined,
  beginning: createBeginningRecord(new SSMClient(), auditTable),
  clock: Date.now,
  backoff: createBackoff(Math.random),
  log: (line) => process.stdout.write(line),
});
