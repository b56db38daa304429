import type { IamRequest } from '../../support/iam-policy.ts';
import { PUBLISHED_VALUE } from './deployed-resources.ts';
import type { Need } from './needs.ts';

/** Where and under which name a resource is deployed. */
export interface Place {
  readonly partition: string;
  /** The stack of the resource, for example `Postern-prod-Data`. Generated names start with it. */
  readonly stackName: string;
  /** The value of the tag `postern:stage` of its resources. Undefined without the tag. */
  readonly stage: string | undefined;
}

const STAGE_OF_RESOURCE = 'aws:ResourceTag/postern:stage';
const STAGE_OF_REQUEST = 'aws:RequestTag/postern:stage';

/** AWS requires `*` for these actions, although its reference lists a resource type. */
const EVERY_RESOURCE: Readonly<Record<string, string>> = {
  'cloudwatch:PutCompositeAlarm': 'AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html',
  'cloudwatch:DescribeAlarms': 'AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html',
  'cloudwatch:PutMetricData': 'service-authorization/latest/reference/list_amazoncloudwatch.html',
  'application-autoscaling:Describe*':
    'service-authorization/latest/reference/list_applicationautoscaling.html',
};

/** Actions with the tags of the request, which are authorized before a new resource has tags. */
const WITH_REQUEST_TAGS =
  /^(kms:(CreateKey|PutKeyPolicy)|cognito-idp:CreateUserPool|chatbot:CreateSlackChannelConfiguration|[\w-]+:TagResource)$/;

/** The types whose tags `aws:ResourceTag` contains, also for their children. */
const TAGGED = /^AWS::(KMS::Key|Cognito::|Lambda::EventSourceMapping|ApiGatewayV2::Api$)/;

/** The request that IAM authorizes for a need. */
export function requestOf(need: Need, place: Place, hasResourceTypes: boolean): IamRequest {
  const { resource, phase, action } = need;
  const isLimited = hasResourceTypes && !(action in EVERY_RESOURCE);
  const name = `${place.stackName}-${resource.logicalId}-a1B2c3`;
  const arn = isLimited ? arnOf(need, place, name) : '*';
  const sendsTags = phase === 'create' && WITH_REQUEST_TAGS.test(action);
  const hasTags = isLimited && !sendsTags && TAGGED.test(resource.type) && !isNewKey(need);
  const tags = place.stage === undefined ? {} : tagsOf(place.stage, { sendsTags, hasTags });
  return { action, arn, context: { ...tags, ...contextOf(need, place, name) } };
}

/** Tags affect the authorization of a KMS key after up to five minutes. */
function isNewKey({ resource, phase }: Need): boolean {
  return resource.type === 'AWS::KMS::Key' && phase === 'create';
}

function tagsOf(stage: string, { sendsTags, hasTags }: { sendsTags: boolean; hasTags: boolean }) {
  return {
    ...(sendsTags ? { [STAGE_OF_REQUEST]: stage } : {}),
    ...(hasTags ? { [STAGE_OF_RESOURCE]: stage } : {}),
  };
}

function contextOf({ resource, action }: Need, { partition }: Place, name: string): Record<string, string> {
  const passedTo = PASSED_TO[resource.type];
  return {
    ...(action === 'iam:PassRole' && passedTo ? { 'iam:PassedToService': passedTo } : {}),
    ...(action === 'iam:CreateServiceLinkedRole'
      ? { 'iam:AWSServiceName': SERVICE_LINKED[resource.type] ?? '' }
      : {}),
    ...(resource.type.startsWith('AWS::DynamoDB::')
      ? { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' }
      : {}),
    ...(resource.type === 'AWS::Lambda::EventSourceMapping'
      ? { 'lambda:FunctionArn': `arn:${partition}:lambda:${PLACE}:function:${name}` }
      : {}),
    ...(action === 'cloudwatch:PutMetricData' ? { 'cloudwatch:namespace': 'AWS/DynamoDB' } : {}),
  };
}

const ACCOUNT = '111122223333';
const PLACE = `eu-central-1:${ACCOUNT}`;
const PASSED_TO: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::Scheduler::Schedule': 'scheduler.amazonaws.com',
  'AWS::Chatbot::SlackChannelConfiguration': 'chatbot.amazonaws.com',
};
const SERVICE_LINKED: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'ops.apigateway.amazonaws.com',
  'AWS::Chatbot::SlackChannelConfiguration': 'management.chatbot.amazonaws.com',
};

function arnOf({ resource, phase, action }: Need, { partition, stackName }: Place, name: string): string {
  const [service = ''] = action.split(':');
  if (resource.type === PUBLISHED_VALUE)
    return `arn:${partition}:ssm:${PLACE}:parameter${resource.logicalId}`;
  if (service === 'apigateway')
    return `arn:${partition}:apigateway:eu-central-1::${apiPath(resource.type, phase, action)}`;
  if (action === 'iam:CreateServiceLinkedRole')
    return `arn:${partition}:iam::${ACCOUNT}:role/aws-service-role/${SERVICE_LINKED[resource.type]}/AWSServiceRole`;
  const own = ARNS[resource.type];
  const path = own?.startsWith(`${service}:`) ? own : ARNS_OF_SERVICES[service];
  if (path === undefined) throw new Error(`Add the ARN of ${resource.type} for ${action}`);
  const filled = path
    .replace('{name}', name)
    .replace('{bucket}', name.toLowerCase())
    .replace('{parameter}', parameterOf(resource.logicalId, stackName));
  return `arn:${partition}:${filled}`;
}

/** Parameters of a stage, and usage sources, which are registered under the name of the usage table. */
function parameterOf(logicalId: string, stackName: string): string {
  const [app = '', stage = ''] = stackName.split('-');
  return logicalId.includes('Source')
    ? `${app.toLowerCase()}/usage/${stackName}-Store/x`
    : `${app.toLowerCase()}/${stage}/api-url`;
}

/** ARNs without `arn:<partition>:`. `{name}` is the generated name of the resource. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': `dynamodb:${PLACE}:table/{name}`,
  'AWS::KMS::Key': `kms:${PLACE}:key/1234`,
  'AWS::Cognito::UserPool': `cognito-idp:${PLACE}:userpool/eu-central-1_a1B2c3`,
  'AWS::Cognito::UserPoolClient': `cognito-idp:${PLACE}:userpool/eu-central-1_a1B2c3`,
  'AWS::Cognito::UserPoolDomain': `cognito-idp:${PLACE}:userpool/eu-central-1_a1B2c3`,
  'AWS::Cognito::UserPoolResourceServer': `cognito-idp:${PLACE}:userpool/eu-central-1_a1B2c3`,
  'AWS::S3::Bucket': 's3:::{bucket}',
  'AWS::S3::BucketPolicy': 's3:::{bucket}',
  'AWS::Lambda::Function': `lambda:${PLACE}:function:{name}`,
  'AWS::Lambda::Permission': `lambda:${PLACE}:function:{name}`,
  'AWS::Lambda::EventSourceMapping': `lambda:${PLACE}:event-source-mapping:1234`,
  'AWS::IAM::Role': `iam::${ACCOUNT}:role/{name}`,
  'AWS::IAM::Policy': `iam::${ACCOUNT}:role/{name}`,
  'AWS::Logs::LogGroup': `logs:${PLACE}:log-group:{name}:*`,
  'AWS::Logs::SubscriptionFilter': `logs:${PLACE}:log-group:{name}:*`,
  'AWS::Logs::MetricFilter': `logs:${PLACE}:log-group:{name}:*`,
  'AWS::SQS::Queue': `sqs:${PLACE}:{name}`,
  'AWS::SQS::QueuePolicy': `sqs:${PLACE}:{name}`,
  'AWS::Events::EventBus': `events:${PLACE}:event-bus/{name}`,
  'AWS::Scheduler::Schedule': `scheduler:${PLACE}:schedule/default/{name}`,
  'AWS::SNS::Topic': `sns:${PLACE}:{name}`,
  'AWS::SNS::TopicPolicy': `sns:${PLACE}:{name}`,
  'AWS::SNS::Subscription': `sns:${PLACE}:{name}`,
  'AWS::SSM::Parameter': `ssm:${PLACE}:parameter/{parameter}`,
  'AWS::CloudWatch::Alarm': `cloudwatch:${PLACE}:alarm:{name}`,
  'AWS::CloudWatch::CompositeAlarm': `cloudwatch:${PLACE}:alarm:{name}`,
  'AWS::CloudWatch::Dashboard': `cloudwatch::${ACCOUNT}:dashboard/{name}`,
  'AWS::Chatbot::SlackChannelConfiguration': `chatbot::${ACCOUNT}:chat-configuration/slack-channel/{name}`,
};

/** ARNs for actions of another service than that of the resource. */
const ARNS_OF_SERVICES: Readonly<Record<string, string>> = {
  iam: `iam::${ACCOUNT}:role/{name}`,
  kms: `kms:${PLACE}:key/1234`,
  s3: `s3:::cdk-hnb659fds-assets-${ACCOUNT}-eu-central-1/a1b2c3.zip`,
};

const COLLECTIONS: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Authorizer': 'authorizers',
  'AWS::ApiGatewayV2::Integration': 'integrations',
  'AWS::ApiGatewayV2::Route': 'routes',
  'AWS::ApiGatewayV2::Stage': 'stages',
};

function apiPath(type: string, phase: string, action: string): string {
  if (/:(TagResource|UntagResource|PUT)$/.test(action)) return '/tags/arn%3Aaws%3Aapigateway';
  const collection = COLLECTIONS[type];
  const parent = collection === undefined ? '/apis' : `/apis/a1b2c3d4e5/${collection}`;
  const isCreation = phase === 'create' || action === 'apigateway:POST';
  const id = collection === undefined ? 'a1b2c3d4e5' : 'f6g7h8';
  return isCreation ? parent : `${parent}/${id}`;
}
