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
import { inject } from 'vitest';
import { rootClient } from '../../../scripts/local/environment.ts';

const { endpointUrl } = inject('deployment');
const Key = { pk: { S: 'key#none' }, sk: { S: 'key' } };

type Attempt = (client: DynamoDBClient, TableName: string) => Promise<unknown>;

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  GetItem: (client, TableName) => client.send(new GetItemCommand({ TableName, Key })),
  PutItem: (client, TableName) => client.send(new PutItemCommand({ TableName, Item: Key })),
  UpdateItem: (client, TableName) => client.send(new UpdateItemCommand({ TableName, Key })),
  DeleteItem: (client, TableName) => client.send(new DeleteItemCommand({ TableName, Key })),
  Scan: (client, TableName) => client.send(new ScanCommand({ TableName })),
  Query: queryOf('pk'),
  'Query gsi1': queryOf('gsi1pk', 'gsi1'),
  'Query gsi3': queryOf('gsi3pk', 'gsi3'),
};

function queryOf(partitionKey: string, IndexName?: string): Attempt {
  return (client, TableName) =>
    client.send(
      new QueryCommand({
        TableName,
        IndexName,
        KeyConditionExpression: `${partitionKey} = :pk`,
        ExpressionAttributeValues: { ':pk': { S: 'none' } },
      }),
    );
}

/**
 * The DynamoDB operations that IAM allows on a table, for each role whose name starts with `stack` and contains
 * `function`. An operation that fails for another reason counts as allowed.
 */
export async function allowedAttempts(
  names: { readonly stack: string; readonly function: string },
  table: string,
): Promise<string[][]> {
  const allowed: string[][] = [];
  const client = new IAMClient(rootClient(endpointUrl));
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    for (const { RoleName, Arn, AssumeRolePolicyDocument = '' } of Roles) {
      if (!RoleName?.startsWith(names.stack) || !RoleName.includes(names.function)) continue;
      // A function may have a second role, which the scheduler uses to invoke it.
      if (!decodeURIComponent(AssumeRolePolicyDocument).includes('lambda.amazonaws.com')) continue;
      allowed.push(await allowedTo(await dynamoDbAs(Arn), table));
    }
  }
  return allowed;
}

/** A DynamoDB client with the role of a function. */
async function dynamoDbAs(RoleArn: string | undefined): Promise<DynamoDBClient> {
  const { Credentials } = await new STSClient(rootClient(endpointUrl)).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'permissions' }),
  );
  return new DynamoDBClient({
    ...rootClient(endpointUrl),
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    },
  });
}

async function allowedTo(client: DynamoDBClient, table: string): Promise<string[]> {
  const allowed: string[] = [];
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    const isDenied = await attempt(client, table).then(
      () => false,
      (error) => error.name === 'AccessDeniedException',
    );
    if (!isDenied) allowed.push(name);
  }
  return allowed;
}
