import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { rootClient } from '../../../scripts/local/environment.ts';
import { createFunction } from './create-function.ts';

const NAME = 'recorder';
const CODE = `export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records) console.log('changed ' + dynamodb.Keys.id.S);
};`;

/** Creates a table and a function that logs the ID of each changed item. */
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
  await createFunction(endpointUrl, NAME, CODE);
  await new LambdaClient(client).send(
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

/** The IDs of the items whose changes reached the function, in order. */
export async function recordedChanges(endpointUrl: string): Promise<string[]> {
  const logs = new CloudWatchLogsClient(rootClient(endpointUrl));
  const command = new FilterLogEventsCommand({
    logGroupName: `/aws/lambda/${NAME}`,
    filterPattern: 'changed',
  });
  const { events = [] } = await logs.send(command).catch(() => ({ events: [] }));
  return events.flatMap(({ message = '' }) => /changed (\S+)/.exec(message)?.[1] ?? []);
}
