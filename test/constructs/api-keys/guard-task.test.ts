import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ContainerImage, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import type { GuardOptions } from '../../../lib/constructs/api-keys/guard.ts';
import { accessVariables } from '../../../lib/contracts/environment/access.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

function guardedTask(options?: GuardOptions) {
  const stack = new Stack(temporaryApp(), 'Orders', { env: { region: 'eu-central-1' } });
  const keys = new ApiKeys(stack, 'Keys');
  const task = new FargateTaskDefinition(stack, 'Task');
  task.addContainer('Web', { image: ContainerImage.fromRegistry('registry.example.com/orders') });
  keys.guard(task, options);
  return { stack, keys, task };
}

describe('keys.guard(taskDefinition)', () => {
  it('sets the environment of the default container, which the guard reads', () => {
    const { stack } = guardedTask({ forwarded: ['proto'] });
    const [task] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition'));
    const environment: { Name: string; Value: unknown }[] =
      task?.Properties.ContainerDefinitions[0].Environment;
    const variables = Object.fromEntries(
      environment.map(({ Name, Value }) => [Name, typeof Value === 'string' ? Value : 'table']),
    );
    expect(accessVariables.read(variables)).toMatchObject({ forwardedProto: true, routes: {} });
  });

  it('allows the task role to read keys and to charge limits, and nothing else', () => {
    const template = Template.fromStack(guardedTask().stack);
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('TaskTaskRole'),
    );
    const actions = policies.flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );
    expect([...new Set(actions)].sort()).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  });

  it('warns that its decisions are not recorded, unless usage is false', () => {
    const warning = Match.stringLikeRegexp('not recorded.*usage: false');
    Annotations.fromStack(guardedTask().stack).hasWarning('*', warning);
    Annotations.fromStack(guardedTask({ usage: false }).stack).hasNoWarning('*', warning);
  });

  it('rejects permissions of routes, a second call and a task without a container, with the next step', () => {
    expect(() => guardedTask({ permissions: { 'GET /orders': 'read' } })).toThrow(/routes of the framework/);
    const { keys, task, stack } = guardedTask();
    expect(() => keys.guard(task)).toThrow(/already guarded/);
    expect(() => keys.guard(new FargateTaskDefinition(stack, 'Empty'))).toThrow(
      /Call addContainer\(\) before/,
    );
  });
});
