import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { FloodShield, type FloodShieldProps } from '../../lib/constructs/flood-shield/flood-shield.ts';
import { appWithRestApi } from '../support/app-with-rest-api.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const WEB_ACL = 'AWS::WAFv2::WebACL';

function shieldIn(region: string, props: FloodShieldProps) {
  return new FloodShield(new Stack(temporaryApp(), 'Shield', { env: { region } }), 'FloodShield', props);
}

describe('a flood shield', () => {
  it('blocks an address above 2,000 requests in 5 minutes with 429, and addresses with a bad reputation', () => {
    const { stack } = appWithRestApi();
    new FloodShield(stack, 'FloodShield');
    Template.fromStack(stack).hasResourceProperties(WEB_ACL, {
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Rules: [
        {
          Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
          Statement: {
            RateBasedStatement: { Limit: 2000, EvaluationWindowSec: 300, AggregateKeyType: 'IP' },
          },
        },
        {
          Statement: {
            ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesAmazonIpReputationList' },
          },
        },
      ],
    });
  });

  it('blocks larger bodies with 413 by option, also those that AWS WAF cannot read to their end', () => {
    const { stack } = appWithRestApi();
    new FloodShield(stack, 'FloodShield', { maxBodyBytes: 8192 });
    const [acl] = Object.values(Template.fromStack(stack).findResources(WEB_ACL));
    expect(acl?.Properties.Rules[2]).toMatchObject({
      Action: { Block: { CustomResponse: { ResponseCode: 413 } } },
      Statement: {
        SizeConstraintStatement: {
          ...{ ComparisonOperator: 'GT', Size: 8192 },
          FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
        },
      },
    });
  });

  it.each([0, 16_385, 0.5])('rejects a maximum of %d bytes', (maxBodyBytes) => {
    expect(() => shieldIn('eu-central-1', { maxBodyBytes })).toThrow('Use a whole number from 1 to 16384');
  });

  it('is associated with the stage of a REST API', () => {
    const { stack, api } = appWithRestApi();
    new FloodShield(stack, 'FloodShield').protect(api);
    const template = Template.fromStack(stack);
    const [acl = ''] = Object.keys(template.findResources(WEB_ACL));
    const [stage = ''] = Object.keys(template.findResources('AWS::ApiGateway::Stage'));
    const [association] = Object.values(template.findResources('AWS::WAFv2::WebACLAssociation'));
    expect(association?.Properties.WebACLArn).toEqual({ 'Fn::GetAtt': [acl, 'Arn'] });
    expect(JSON.stringify(association?.Properties.ResourceArn)).toContain(`/stages/",{"Ref":"${stage}"}`);
  });

  it('covers distributions from us-east-1 only, and no REST API', () => {
    expect(shieldIn('us-east-1', { scope: 'cloudfront' }).webAclArn).toBeDefined();
    expect(() => shieldIn('eu-central-1', { scope: 'cloudfront' })).toThrow('must be in us-east-1');
    const { api } = appWithRestApi();
    expect(() => shieldIn('us-east-1', { scope: 'cloudfront' }).protect(api)).toThrow(
      "Use the scope 'regional'",
    );
  });

  it.each([9, 2_000_000_001, 10.5, Number.NaN])('rejects %d requests per address', (requestsPerAddress) => {
    expect(() => shieldIn('eu-central-1', { requestsPerAddress })).toThrow(
      'Use a whole number from 10 to 2000000000',
    );
  });
});
