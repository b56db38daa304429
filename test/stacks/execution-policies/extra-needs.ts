import { PUBLISHED_VALUE } from './deployed-resources.ts';

/** Permissions that AWS documents for a property, and that the schema of the resource type omits. */
export interface ExtraNeed {
  readonly type: string;
  readonly property: string;
  readonly actions: readonly string[];
  readonly document: string;
}

const GUIDE = 'https://docs.aws.amazon.com';

export const EXTRA_NEEDS: readonly ExtraNeed[] = [
  {
    type: PUBLISHED_VALUE,
    property: 'Name',
    actions: ['ssm:GetParameters'],
    document: `${GUIDE}/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html`,
  },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    property: 'AccessLogSettings',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    document: `${GUIDE}/apigateway/latest/developerguide/http-api-logging.html`,
  },
  {
    type: 'AWS::ApiGatewayV2::Api',
    property: 'Name',
    actions: ['iam:CreateServiceLinkedRole'],
    document: `${GUIDE}/apigateway/latest/developerguide/using-service-linked-roles.html`,
  },
  {
    // Tags of the stack are sent when the API is created.
    type: 'AWS::ApiGatewayV2::Api',
    property: 'ProtocolType',
    actions: ['apigateway:TagResource', 'apigateway:UntagResource'],
    document: `${GUIDE}/apigateway/latest/developerguide/apigateway-tagging-iam-policy.html`,
  },
  {
    type: 'AWS::DynamoDB::GlobalTable',
    property: 'Replicas.0.SSESpecification',
    actions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    document: `${GUIDE}/amazondynamodb/latest/developerguide/encryption.usagenotes.html`,
  },
];
