import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, inject, it } from 'vitest';
import { rootClient } from '../../scripts/local/environment.ts';

const { endpointUrl, keyTable } = inject('deployment');
const TableName = keyTable;
const Key = { pk: { S: 'key#none' }, sk: { S: 'key' } };

const ATTEMPTS: Readonly<Record<string, (table: DynamoDBClient) => Promise<unknown>>> = {
  GetItem: (table) => table.send(new GetItemCommand({ TableName, Key })),
  PutItem: (table) => table.send(new PutItemCommand({ TableName, Item: Key })),
  UpdateItem: (table) => table.send(new UpdateItemCommand({ TableName, Key })),
  DeleteItem: (table) => table.send(new DeleteItemCommand({ TableName, Key })),
  Scan: (table) => table.send(new ScanCommand({ TableName })),
  Query: (table) =>
    table.send(
      new QueryCommand({
        TableName,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'tenants' } },
      }),
    ),
};

/** DynamoDB as each Lambda of a kind sees it: through the role that the deployment gave it. */
async function tablesOf(functionName: string): Promise<DynamoDBClient[]> {
  const tables: DynamoDBClient[] = [];
  for await (const { Roles = [] } of paginateListRoles(
    { client: new IAMClient(rootClient(endpointUrl)) },
    {},
  )) {
    for (const { RoleName, Arn } of Roles) {
      if (!RoleName?.startsWith('Postern-local-') || !RoleName.includes(functionName)) continue;
      const { Credentials } = await new STSClient(rootClient(endpointUrl)).send(
        new AssumeRoleCommand({ RoleArn: Arn, RoleSessionName: 'rights' }),
      );
      tables.push(
        new DynamoDBClient({
          ...rootClient(endpointUrl),
          credentials: {
            accessKeyId: Credentials?.AccessKeyId ?? '',
            secretAccessKey: Credentials?.SecretAccessKey ?? '',
            sessionToken: Credentials?.SessionToken,
          },
        }),
      );
    }
  }
  return tables;
}

/** The names of the attempts that IAM let through, whatever became of them then. */
async function allowedAttempts(table: DynamoDBClient): Promise<string[]> {
  const allowed: string[] = [];
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    const refused = await attempt(table).then(
      () => false,
      (error) => error.name === 'AccessDeniedException',
    );
    if (!refused) allowed.push(name);
  }
  return allowed;
}

it.each([
  ['an authorizer can read single items and nothing more', 'KeyAuthorizer', ['GetItem']],
  ['the public API can neither read nor change a key', 'PublicApi', []],
  [
    'the control API can read, list and replace single items, and neither scan nor delete',
    'ControlApi',
    ['GetItem', 'PutItem', 'Query'],
  ],
])('%s', async (_, functionName, allowed) => {
  const tables = await tablesOf(functionName);
  expect(tables.length).toBeGreaterThan(0);
  for (const table of tables) expect(await allowedAttempts(table)).toEqual(allowed);
});
