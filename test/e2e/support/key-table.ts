import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { rootClient } from '../../../scripts/local/environment.ts';

const { endpointUrl, keyTable } = inject('deployment');

/** The deployed key table, reached past every API. */
export const deployedKeyTable = { client: new DynamoDBClient(rootClient(endpointUrl)), table: keyTable };
