import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { rootClient } from '../../../scripts/local/environment.ts';
import { zipOf } from './zip-of.ts';

const NAME = 'recorder';
const CODE = `export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records) console.log('changed ' + dynamodb.Keys.id.S);
};`;

/** A table with a function that logs the id of each item that changes. */
export async function createChangeRecorder(endpointUrl: string): Promise<void> {
  const client = rootClient(endpointUrl);
  const { TableDescription } = await new DynamoDBClient(client).send(
    new CreateTableCommand({
      TableName: NAME,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  const trust = { Version: '2012-10-17', Statement: [] };
  const { Role } = await new IAMClient(client).send(
    new CreateRoleCommand({ RoleName: NAME, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const lambda = new LambdaClient(client);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: NAME,
      Role: Role?.Arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf('index.mjs', Buffer.from(CODE)) },
    }),
  );
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: NAME,
      EventSourceArn: TableDescription?.LatestStreamArn,
      StartingPosition: 'TRIM_HORIZON',
    }),
  );
}

export async function putItem(endpointUrl: string, id: string): Promise<void> {
  const command = new PutItemCommand({ TableName: NAME, Item: { id: { S: id } } });
  await new DynamoDBClient(rootClient(endpointUrl)).send(command);
}

/** The ids of the items whose changes reached the function, in order. */
export async function recordedChanges(endpointUrl: string): Promise<string[]> {
  const logs = new CloudWatchLogsClient(rootClient(endpointUrl));
  const command = new FilterLogEventsCommand({
    logGroupName: `/aws/lambda/${NAME}`,
    filterPattern: 'changed',
  });
  const { events = [] } = await logs.send(command).catch(() => ({ events: [] }));
  return events.flatMap(({ message = '' }) => /changed (\S+)/.exec(message)?.[1] ?? []);
}
