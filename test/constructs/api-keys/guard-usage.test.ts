import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter, LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, it } from 'vitest';
import { appWithKeys } from '../../support/app-with-keys.ts';

function guardedService({ ownLog = true, keepsUsage = true } = {}) {
  const made = appWithKeys(undefined, keepsUsage ? {} : { usage: false });
  const logGroup = new LogGroup(made.stack, 'OrdersLog');
  const fn = new LambdaFunction(made.stack, 'Orders', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    logGroup: ownLog ? logGroup : undefined,
  });
  return { ...made, fn, logGroup };
}

it('the decisions of a guarded function are recorded where that is asked for, and nobody probes it', () => {
  const { keys, fn, template } = guardedService();
  keys.guard(fn, { usage: true });
  template().resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
  template().resourceCountIs('AWS::Scheduler::Schedule', 0);
  const [source] = Object.values(template().findResources('AWS::SSM::Parameter'));
  expect(JSON.stringify(source?.Properties.Value)).toContain('\\"via\\":\\"guard\\",\\"probed\\":false');
});

it('they are not where it is not asked for', () => {
  const { keys, fn, template } = guardedService();
  keys.guard(fn);
  template().resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
});

it('a function without a log group of its own is refused, with what to give it', () => {
  const { keys, fn } = guardedService({ ownLog: false });
  expect(() => keys.guard(fn, { usage: true })).toThrow(
    "guard()'s 'usage' needs a log group of the function's own, which can be subscribed to; Backend/Orders has none",
  );
});

it('where no usage is kept none can be recorded', () => {
  const { keys, fn } = guardedService({ keepsUsage: false });
  expect(() => keys.guard(fn, { usage: true })).toThrow('this deployment keeps none');
});

it('a log group with two subscriptions already fails the synth', () => {
  const { keys, fn, logGroup, stack, app } = guardedService();
  for (const id of ['One', 'Two']) {
    new CfnSubscriptionFilter(stack, id, {
      logGroupName: logGroup.logGroupName,
      filterPattern: '',
      destinationArn: 'arn:aws:lambda:eu-central-1:111122223333:function:elsewhere',
    });
  }
  keys.guard(fn, { usage: true });
  expect(() => app.synth()).toThrow('its log group has 3 subscriptions');
});
