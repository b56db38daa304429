import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { rootClient } from '../../../scripts/local/environment.ts';

const { endpointUrl, keyTable, usageTable } = inject('deployment');
const client = new DynamoDBClient(rootClient(endpointUrl));

/** The deployed key table, without an API in between. */
export const deployedKeyTable = { client, table: keyTable };

/** The deployed usage table, without an API in between. */
export const deployedUsageTable = { client, table: usageTable };
