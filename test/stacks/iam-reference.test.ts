import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { addPostern } from '../../lib/stacks/postern.ts';
import { prod } from '../../lib/stages/prod.ts';
import { readPolicy } from '../support/iam-policy.ts';
import { faultsOf, type Granted } from '../support/iam-reference.ts';
import { settingCombinations } from '../support/setting-combinations.ts';
import { stageTemplates } from '../support/stage-templates.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const POLICIES = join(import.meta.dirname, '../../docs/policies');

const oneOrMore = z.unknown().transform((value) => (Array.isArray(value) ? value : [value]));
const statement = z.object({
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

/** Every object with an action and an effect in a template: statements of roles and of resource policies. */
function statementsIn(value: unknown): readonly z.infer<typeof statement>[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value && 'Action' in value) return [statement.parse(value)];
  return Object.values(value).flatMap(statementsIn);
}

/** The ARN of a resource whose parts can be references. The type of a reference is unknown, so it is a wildcard. */
function arnOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(resource);
  if (!join.success) return 'arn:*:*:*:*:*';
  const [separator, parts] = join.data['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : '*')).join(separator);
  return text.startsWith('arn:') ? text : 'arn:*:*:*:*:*';
}

function grantedBy({ Action, Resource, Condition = {} }: z.infer<typeof statement>): Granted {
  return {
    actions: Action,
    resources: Resource?.map(arnOf) ?? ['*'],
    conditionKeys: Object.values(Condition).flatMap((keys) => Object.keys(keys)),
  };
}

it.each(globSync('*.json', { cwd: POLICIES }))(
  'IAM knows the actions, resources and condition keys of docs/policies/%s',
  async (file) => {
    const granted = readPolicy(readFileSync(join(POLICIES, file), 'utf8')).map(grantedBy);
    expect((await Promise.all(granted.map(faultsOf))).flat()).toEqual([]);
  },
);

let complete: ReadonlyMap<string, Template>;
beforeAll(() => {
  const app = temporaryApp();
  const settings = settingCombinations().find(({ monitoring }) => monitoring?.notify.chat) ?? prod;
  addPostern(app, settings);
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  complete = new Map(stacks.map((stack) => [stack.node.id, Template.fromStack(stack)]));
});

it.each([
  ['prod with all receivers', () => complete],
  ['local', () => stageTemplates('local')],
])(
  'IAM knows the actions, resources and condition keys of every statement in the templates of %s',
  async (_, templates) => {
    const statements = [...templates().values()].flatMap((template) => statementsIn(template.toJSON()));
    expect(statements.length).toBeGreaterThan(50);
    expect((await Promise.all(statements.map((each) => faultsOf(grantedBy(each))))).flat()).toEqual([]);
  },
);

it.each<[string, Granted, string]>([
  ['an action', { actions: ['sqs:SendMessageBatch'], resources: ['*'], conditionKeys: [] }, 'no such action'],
  [
    'a resource of an action without resource-level permissions',
    {
      actions: ['dynamodb:ListStreams'],
      resources: ['arn:aws:dynamodb:*:*:table/A/stream/*'],
      conditionKeys: [],
    },
    'has no resource-level permissions',
  ],
  [
    'a resource of another type',
    { actions: ['dynamodb:GetItem'], resources: ['arn:aws:sqs:*:*:A'], conditionKeys: [] },
    'does not apply to',
  ],
  [
    'a misspelled condition key',
    { actions: ['kms:Decrypt'], resources: ['*'], conditionKeys: ['kms:ViaServices'] },
    'no condition key',
  ],
  [
    'a condition key of another action',
    { actions: ['dynamodb:GetItem'], resources: ['*'], conditionKeys: ['lambda:FunctionArn'] },
    'does not support the condition key',
  ],
])('the reference finds %s', async (_, granted, fault) => {
  expect((await faultsOf(granted)).join()).toContain(fault);
});
