import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
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

/** The sources that a stack registers. */
function sourcesOf(template: Template): string {
  return JSON.stringify(
    Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties.Value),
  );
}

function addSubscriptions(stack: Stack, logGroup: LogGroup): void {
  for (const id of ['One', 'Two']) {
    new CfnSubscriptionFilter(stack, id, {
      logGroupName: logGroup.logGroupName,
      filterPattern: '',
      destinationArn: 'arn:aws:lambda:eu-central-1:111122223333:function:elsewhere',
    });
  }
}

it.each([undefined, true])(
  'the decisions of a guarded function are recorded and probed (usage: %s)',
  (usage) => {
    const { keys, fn, template } = guardedService();
    keys.guard(fn, { usage });
    template().resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
    template().hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)' });
    expect(sourcesOf(template())).toContain('\\"via\\":\\"guard\\",\\"probed\\":true');
  },
);

it('a function that answers no probes is recorded, and its missing usage is undetermined', () => {
  const { keys, fn, template } = guardedService();
  keys.guard(fn, { usage: 'not-probed' });
  template().resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
  template().resourceCountIs('AWS::Scheduler::Schedule', 0);
  expect(sourcesOf(template())).toContain('\\"probed\\":false');
});

it.each([
  ['the options say so', { keepsUsage: true }, { usage: false }],
  ['the deployment keeps none', { keepsUsage: false }, {}],
  ['the deployment has no usage tracking, for any options', { keepsUsage: false }, { usage: true }],
] as const)('nothing is recorded where %s', (_, service, options) => {
  const { keys, fn, stack, template } = guardedService(service);
  keys.guard(fn, options);
  template().resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
  expect(sourcesOf(template())).toBe('[]');
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('not recorded'));
});

it('a function without its own log group causes a warning, and its missing usage is undetermined', () => {
  const { keys, fn, stack, template } = guardedService({ ownLog: false });
  keys.guard(fn);
  template().resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
  template().resourceCountIs('AWS::Scheduler::Schedule', 0);
  expect(sourcesOf(template())).toContain('\\"probed\\":false');
  Annotations.fromStack(stack).hasWarning(
    '/Backend/Orders',
    Match.stringLikeRegexp('no log group of its own'),
  );
});

it.each(['before', 'after'])(
  'a log group with two other subscriptions, added %s the guard, causes a warning and gets no third one',
  (when) => {
    const { keys, fn, logGroup, stack, template } = guardedService();
    if (when === 'before') addSubscriptions(stack, logGroup);
    keys.guard(fn);
    if (when === 'after') addSubscriptions(stack, logGroup);
    template().resourceCountIs('AWS::Logs::SubscriptionFilter', 2);
    template().resourceCountIs('AWS::Scheduler::Schedule', 0);
    expect(sourcesOf(template())).toContain('\\"probed\\":false');
    Annotations.fromStack(stack).hasWarning(
      '/Backend/Orders',
      Match.stringLikeRegexp('2 other subscriptions'),
    );
  },
);

it('a log group with one other subscription gets the usage subscription', () => {
  const { keys, fn, logGroup, stack, template } = guardedService();
  new CfnSubscriptionFilter(stack, 'One', {
    logGroupName: logGroup.logGroupName,
    filterPattern: '',
    destinationArn: 'arn:aws:lambda:eu-central-1:111122223333:function:elsewhere',
  });
  keys.guard(fn);
  template().resourceCountIs('AWS::Logs::SubscriptionFilter', 2);
  template().resourceCountIs('AWS::Scheduler::Schedule', 1);
});
