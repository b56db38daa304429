import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { rootClient } from '../../../scripts/local/environment.ts';

const { endpointUrl, keyTable, usageTable } = inject('deployment');
const client = new DynamoDBClient(rootClient(endpointUrl));

/** The deployed key table, reached past every API. */
export const deployedKeyTable = { client, table: keyTable };

/** The deployed usage table, reached past every API. */
export const deployedUsageTable = { client, table: usageTable };
