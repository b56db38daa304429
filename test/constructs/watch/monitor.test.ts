import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { throwAwayApp } from '../../support/throw-away-app.ts';
import { alarmsOf } from '../../support/watched-app.ts';

function elsewhere() {
  const stack = new Stack(throwAwayApp(), 'Shop');
  const api = new HttpApi(stack, 'Orders');
  return { stack, api, keys: ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' }) };
}

describe('monitor()', () => {
  it("watches the authorizer of another app's API, and tells the deployment's ticket topic", () => {
    const { stack, api, keys } = elsewhere();
    keys.protect(api);
    keys.monitor(api);
    const template = Template.fromStack(stack);
    const alarms = alarmsOf(template);
    expect([...alarms.keys()].sort()).toEqual(
      ['authorizer-faults', 'authorizer-throttles', 'slow-decisions'].map((name) => `Shop-Orders-${name}`),
    );
    const [parameter] = Object.entries(
      template.findParameters('*', { Default: '/postern/prod/ticket-topic' }),
    );
    for (const { AlarmActions } of alarms.values()) expect(AlarmActions).toEqual([{ Ref: parameter?.[0] }]);
  });

  it('counts as faults what is thrown but for the one error that is a 401, and time-outs', () => {
    const { stack, api, keys } = elsewhere();
    keys.protect(api);
    keys.monitor(api, { ticket: new Topic(stack, 'Own') });
    const [filter] = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'));
    expect(filter?.Properties.FilterPattern).toBe(
      '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || ' +
        '($.type = "platform.report" && ($.record.status = "timeout" || $.record.status = "failure")) }',
    );
  });

  it('of an API that is not protected is refused, with what to do', () => {
    const { api, keys } = elsewhere();
    expect(() => keys.monitor(api)).toThrow(
      'Shop/Orders is not protected in this app. Call protect() before monitor().',
    );
  });

  it('of the app that makes the keys needs a topic: whatever watches it comes after it', () => {
    const stack = new Stack(throwAwayApp(), 'Shop');
    const api = new HttpApi(stack, 'Orders');
    const keys = new ApiKeys(stack, 'Keys');
    keys.protect(api);
    expect(() => keys.monitor(api)).toThrow("has no topic. Set the option 'ticket'.");
  });
});
