import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { alarmsOf } from '../../support/monitored-app.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

function elsewhere() {
  const stack = new Stack(temporaryApp(), 'Shop');
  const api = new HttpApi(stack, 'Orders');
  return { stack, api, keys: ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' }) };
}

describe('monitor()', () => {
  it("creates alarms on the authorizer of another app's API that notify the ticket topic of the deployment", () => {
    const { stack, api, keys } = elsewhere();
    keys.protect(api);
    keys.monitor(api);
    const template = Template.fromStack(stack);
    const alarms = alarmsOf(template);
    expect([...alarms.keys()].sort()).toEqual(
      ['authorizer-faults', 'authorizer-latency', 'authorizer-throttles'].map(
        (name) => `Shop-Orders-${name}`,
      ),
    );
    const [parameter] = Object.entries(
      template.findParameters('*', { Default: '/postern/prod/ticket-topic' }),
    );
    for (const { AlarmActions } of alarms.values()) expect(AlarmActions).toEqual([{ Ref: parameter?.[0] }]);
  });

  it('counts thrown errors except the one that causes a 401, and time-outs, as faults', () => {
    const { stack, api, keys } = elsewhere();
    keys.protect(api);
    keys.monitor(api, { ticket: new Topic(stack, 'Own') });
    const [filter] = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'));
    expect(filter?.Properties.FilterPattern).toBe(
      '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || ' +
        '($.type = "platform.report" && ($.record.status = "timeout" || $.record.status = "failure")) }',
    );
  });

  it('rejects an API that is not protected, with the next step', () => {
    const { api, keys } = elsewhere();
    expect(() => keys.monitor(api)).toThrow(
      'Shop/Orders is not protected in this app. Call protect() before monitor().',
    );
  });

  it('requires a topic in the app that creates the keys, because monitoring is created after them', () => {
    const stack = new Stack(temporaryApp(), 'Shop');
    const api = new HttpApi(stack, 'Orders');
    const keys = new ApiKeys(stack, 'Keys');
    keys.protect(api);
    expect(() => keys.monitor(api)).toThrow("has no topic. Set the option 'ticket'.");
  });
});
