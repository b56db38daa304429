import { expect, it } from 'vitest';
import { openRemoval } from '../../lib/api-client/removal-account.ts';
import { recordingServer } from './support/recording-server.ts';

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Postern-prod-Data/1';
const TEMPLATE = {
  Resources: {
    Table: { Type: 'AWS::DynamoDB::GlobalTable', DeletionPolicy: 'RetainExceptOnCreate' },
    Pool: { Type: 'AWS::Cognito::UserPool', DeletionPolicy: 'RetainExceptOnCreate' },
    Key: { Type: 'AWS::KMS::Key', Properties: { PendingWindowInDays: 7 } },
  },
};

function xml(action: string, result: string): string {
  return `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
}

function resource(id: string, type: string, status: string): string {
  return (
    `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${id}-1</PhysicalResourceId>` +
    `<ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`
  );
}

const CLOUDFORMATION: Readonly<Record<string, string>> = {
  ListStacks:
    `<StackSummaries><member><StackId>${STACK_ID}</StackId><StackName>Postern-prod-Data</StackName>` +
    '<StackStatus>DELETE_COMPLETE</StackStatus><CreationTime>2027-01-01T00:00:00Z</CreationTime>' +
    '<DeletionTime>2027-01-02T00:00:00Z</DeletionTime></member>' +
    '<member><StackId>other</StackId><StackName>Postern-prod-eu-Data</StackName>' +
    '<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2027-01-01T00:00:00Z</CreationTime></member>' +
    '</StackSummaries>',
  GetTemplate: `<TemplateBody>${JSON.stringify(TEMPLATE)}</TemplateBody>`,
  ListStackResources:
    '<StackResourceSummaries>' +
    resource('Table', 'AWS::DynamoDB::GlobalTable', 'DELETE_SKIPPED') +
    resource('Pool', 'AWS::Cognito::UserPool', 'DELETE_COMPLETE') +
    resource('Key', 'AWS::KMS::Key', 'DELETE_COMPLETE') +
    '</StackResourceSummaries>',
};

const SECRETS = [
  { Name: 'postern/prod/acme/one' },
  { Name: 'postern/prod-eu/acme/two' },
  { Name: 'Postern/prod/acme/three' },
  { Name: 'postern/prod/acme/four', PrimaryRegion: 'us-east-1' },
  { Name: 'postern/prod/acme/five', DeletedDate: 1 },
].map((each) => ({ ...each, ARN: `arn:${each.Name}` }));

async function openedProd() {
  const server = await recordingServer(({ body, headers }) => {
    const target = String(headers['x-amz-target'] ?? '');
    if (target.endsWith('ListSecrets')) return { status: 200, text: JSON.stringify({ SecretList: SECRETS }) };
    if (target.endsWith('DescribeSecret')) return { status: 200, text: '{}' };
    const action = new URLSearchParams(body).get('Action') ?? '';
    return { status: 200, text: xml(action, CLOUDFORMATION[action] ?? expect.fail(`${action} ${target}`)) };
  });
  const account = await openRemoval({
    stage: 'prod',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    endpoint: `http://127.0.0.1:${server.port}`,
  });
  return { account, server };
}

it('reads the resources that a deleted stack retained, and the encryption keys that are scheduled for deletion', async () => {
  const { account, server } = await openedProd();
  await using _ = server;
  expect(await account.stacks()).toEqual([
    {
      name: 'Postern-prod-Data',
      deletedAtMs: Date.UTC(2027, 0, 2),
      resources: [
        { type: 'AWS::DynamoDB::GlobalTable', id: 'Table-1', isRetained: true, properties: {} },
        { type: 'AWS::Cognito::UserPool', id: 'Pool-1', isRetained: false, properties: {} },
        { type: 'AWS::KMS::Key', id: 'Key-1', isRetained: false, properties: { PendingWindowInDays: 7 } },
      ],
    },
  ]);
});

it('reads only the secrets of the stage, without replicas and scheduled deletions', async () => {
  const { account, server } = await openedProd();
  await using _ = server;
  expect(await account.secrets()).toEqual([
    { arn: 'arn:postern/prod/acme/one', name: 'postern/prod/acme/one', replicas: [] },
  ]);
});
