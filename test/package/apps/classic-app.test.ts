import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { apis } from './classic-app.js';

test('every route requires a key', () => {
  const template = Template.fromStack(apis);
  template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'CUSTOM' });
  template.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'CUSTOM' });
  expect(Object.keys(template.findResources('AWS::ApiGatewayV2::Route'))).toHaveLength(2);
});
