import type { Phase } from './needs.ts';

/** Permissions of CloudFormation's schemas that no deployment of Postern uses. */
export interface Waiver {
  readonly types: readonly string[];
  /** Actions, in which `*` matches any characters. */
  readonly actions: readonly string[];
  /** The only phase without the actions. Default: all. */
  readonly phase?: Phase;
  /** Path of the property that uses the actions. The waiver does not apply to a resource that has it. */
  readonly until?: string;
  readonly reason: string;
}

const property = (
  type: string,
  until: string,
  actions: string,
  reason = `only with the property ${until}`,
): Waiver => ({ types: [`AWS::${type}`], until, actions: actions.split(/\s+/), reason });

const SECOND_REPLICA = 'copies items to a second replica';

export const WAIVERS: readonly Waiver[] = [
  property(
    'DynamoDB::GlobalTable',
    'Replicas.1',
    `dynamodb:CreateTableReplica dynamodb:DeleteTableReplica dynamodb:DisassociateTableReplica
     dynamodb:Query dynamodb:Scan dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem
     dynamodb:BatchWriteItem iam:CreateServiceLinkedRole`,
    SECOND_REPLICA,
  ),
  {
    types: ['AWS::DynamoDB::GlobalTable'],
    actions: ['dynamodb:DeleteTable'],
    phase: 'update',
    until: 'Replicas.1',
    reason: 'removes a replica',
  },
  property(
    'DynamoDB::GlobalTable',
    'Replicas.0.KinesisStreamSpecification',
    'kinesis:* dynamodb:*KinesisStreamingDestination',
  ),
  property(
    'DynamoDB::GlobalTable',
    'WriteProvisionedThroughputSettings',
    `dynamodb:UpdateTableReplicaAutoScaling application-autoscaling:Put* application-autoscaling:Delete*
     application-autoscaling:Register* application-autoscaling:Deregister*`,
  ),
  property('KMS::Key', 'Enabled', 'kms:DisableKey kms:EnableKey'),
  {
    types: ['AWS::KMS::Key'],
    actions: ['kms:DisableKeyRotation'],
    reason: 'all keys rotate, in every setting',
  },
  property('Cognito::UserPool', 'SmsConfiguration', 'iam:PassRole'),
  property('Cognito::UserPool', 'LambdaConfig', 'kms:*'),
  property('Cognito::UserPool', 'EmailConfiguration', 'iam:CreateServiceLinkedRole'),
  property(
    'Cognito::UserPoolClient',
    'AnalyticsConfiguration',
    'iam:PassRole iam:PutRolePolicy iam:DeleteRolePolicy iam:CreateServiceLinkedRole',
  ),
  property('Cognito::UserPoolDomain', 'CustomDomainConfig', 'cloudfront:* kms:*'),
  property('S3::Bucket', 'AbacStatus', 's3:PutBucketAbac'),
  property('S3::Bucket', 'AnalyticsConfigurations', 's3:PutAnalyticsConfiguration'),
  property('S3::Bucket', 'CorsConfiguration', 's3:PutBucketCORS'),
  property('S3::Bucket', 'InventoryConfigurations', 's3:PutInventoryConfiguration'),
  property('S3::Bucket', 'MetricsConfigurations', 's3:PutMetricsConfiguration'),
  property('S3::Bucket', 'NotificationConfiguration', 's3:PutBucketNotification'),
  property('S3::Bucket', 'ReplicationConfiguration', 's3:PutReplicationConfiguration iam:PassRole'),
  property('S3::Bucket', 'WebsiteConfiguration', 's3:PutBucketWebsite s3:DeleteBucketWebsite'),
  property('S3::Bucket', 'AccelerateConfiguration', 's3:PutAccelerateConfiguration'),
  property('S3::Bucket', 'LoggingConfiguration', 's3:PutBucketLogging'),
  property('S3::Bucket', 'OwnershipControls', 's3:PutBucketOwnershipControls'),
  property('S3::Bucket', 'IntelligentTieringConfigurations', 's3:PutIntelligentTieringConfiguration'),
  property('S3::Bucket', 'AccessControl', 's3:PutBucketAcl s3:GetBucketAcl s3:PutObjectAcl'),
  property('S3::Bucket', 'MetadataConfiguration', 's3tables:* s3:*BucketMetadata*Configuration'),
  {
    types: ['AWS::S3::Bucket'],
    actions: ['s3:DeleteObject'],
    reason:
      'deployments never delete archived links, and the handler that deletes the bucket does not list it',
  },
  property('Lambda::Function', 'ReservedConcurrentExecutions', 'lambda:*FunctionConcurrency'),
  property('Lambda::Function', 'VpcConfig', 'ec2:*'),
  property('Lambda::Function', 'FileSystemConfigs', 'elasticfilesystem:* s3files:*'),
  property('Lambda::Function', 'KmsKeyArn', 'kms:*'),
  property(
    'Lambda::Function',
    'CodeSigningConfigArn',
    'lambda:GetCodeSigningConfig lambda:PutFunctionCodeSigningConfig lambda:DeleteFunctionCodeSigningConfig',
  ),
  property('Lambda::Function', 'Layers', 'lambda:GetLayerVersion'),
  property('Lambda::Function', 'RuntimeManagementConfig', 'lambda:PutRuntimeManagementConfig'),
  property('Lambda::Function', 'RecursiveLoop', 'lambda:PutFunctionRecursionConfig'),
  property('Lambda::Function', 'FunctionScalingConfig', 'lambda:PutFunctionScalingConfig'),
  property('Lambda::Function', 'CapacityProviderConfig', 'lambda:PassCapacityProvider'),
  property('Lambda::Function', 'PublishToLatestPublished', 'lambda:PublishVersion'),
  property('Lambda::Function', 'Code.S3ObjectVersion', 's3:GetObjectVersion'),
  property('Lambda::EventSourceMapping', 'KmsKeyArn', 'kms:*'),
  property('Events::EventBus', 'KmsKeyIdentifier', 'kms:*'),
  property('Events::EventBus', 'Policy', 'events:PutPermission events:RemovePermission'),
  property(
    'Logs::LogGroup',
    'DataProtectionPolicy',
    'logs:PutDataProtectionPolicy logs:DeleteDataProtectionPolicy',
  ),
  property('Logs::LogGroup', 'FieldIndexPolicies', 'logs:PutIndexPolicy logs:DeleteIndexPolicy'),
  property('Logs::LogGroup', 'KmsKeyId', 'logs:AssociateKmsKey logs:DisassociateKmsKey'),
  property(
    'Logs::LogGroup',
    'ResourcePolicyDocument',
    'logs:PutResourcePolicy logs:DeleteResourcePolicy logs:CreateLogDelivery firehose:TagDeliveryStream',
  ),
  property('Logs::LogGroup', 'DeletionProtectionEnabled', 'logs:PutLogGroupDeletionProtection'),
  property('Logs::LogGroup', 'BearerTokenAuthenticationEnabled', 'logs:PutBearerTokenAuthentication'),
  {
    types: ['AWS::Logs::LogGroup'],
    actions: ['logs:DeleteRetentionPolicy'],
    reason: 'every log group has a retention, in every setting',
  },
  property('Logs::SubscriptionFilter', 'RoleArn', 'iam:PassRole'),
  property('ApiGatewayV2::Api', 'BodyS3Location', 's3:getObject'),
  property('ApiGatewayV2::Authorizer', 'AuthorizerCredentialsArn', 'iam:PassRole'),
  property('ApiGatewayV2::Integration', 'CredentialsArn', 'iam:PassRole'),
  {
    types: ['AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route'],
    actions: ['apigateway:PUT'],
    reason: 'the API has no PUT method for these resources',
  },
  property('IAM::Role', 'ManagedPolicyArns', 'iam:AttachRolePolicy iam:DetachRolePolicy'),
  property('IAM::Role', 'PermissionsBoundary', 'iam:*RolePermissionsBoundary'),
  property('IAM::Role', 'Description', 'iam:UpdateRoleDescription'),
  property('IAM::Policy', 'Users', 'iam:*UserPolicy'),
  property('IAM::Policy', 'Groups', 'iam:*GroupPolicy'),
  property('SNS::Topic', 'DataProtectionPolicy', 'sns:PutDataProtectionPolicy'),
  property('SNS::Topic', 'DeliveryStatusLogging', 'iam:GetRole iam:PassRole'),
  property('SNS::Topic', 'Subscription', 'sns:Subscribe sns:Unsubscribe'),
  property('SNS::Subscription', 'SubscriptionRoleArn', 'iam:GetRole iam:PassRole'),
  property(
    'Chatbot::SlackChannelConfiguration',
    'CustomizationResourceArns',
    'chatbot:AssociateToConfiguration chatbot:DisassociateFromConfiguration',
  ),
];

/** Names in the schemas that are not actions of IAM. Another action of the schema authorizes each operation. */
export const UNKNOWN_TO_IAM: readonly string[] = [
  'kms:ReEncrypt',
  'lambda:AssociateRuntimeAlias',
  's3:DeleteBucketAnalyticsConfiguration',
  's3:DeleteBucketCors',
  's3:DeleteBucketEncryption',
  's3:DeleteBucketLifecycle',
  's3:DeleteBucketMetricsConfiguration',
  's3:DeleteBucketReplication',
  's3:DeleteBucketTagging',
  's3:PutBucketReplication',
  's3:PutObjectLockConfiguration',
  's3:REST.PUT.OBJECT',
];
