import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { prod } from '../../../lib/stages/prod.ts';
import { allows, type PolicyStatement, readPolicy } from '../../support/iam-policy.ts';
import { expandAction, hasResourceTypes, isAction, isRead } from '../../support/iam-reference.ts';
import { releaseBefore } from '../../support/release-record.ts';
import { resourceSchemas } from '../../support/resource-schemas.ts';
import { settingCombinations } from '../../support/setting-combinations.ts';
import { type DeployedResource, deployedResources } from './deployed-resources.ts';
import { EXTRA_NEEDS } from './extra-needs.ts';
import { type Need, needsOf, waiverOf } from './needs.ts';
import { type Place, requestOf } from './requests.ts';
import { UNKNOWN_TO_IAM, WAIVERS } from './waivers.ts';

const POLICIES = join(import.meta.dirname, '../../../docs/policies');
const STACKS = ['Data', 'Rotation', 'Access', 'Monitoring'];
/** The policy that also allows the deletion of retained resources. */
const REMOVAL = 'Removal';

/** Maximum size of a managed policy in IAM, in characters without whitespace, and the part that stays free. */
const LIMIT = 6144;
const RESERVE = 500;

/** Writes to resources of others that IAM cannot exclude. */
const UNLIMITED: Readonly<Record<string, string>> = {
  'apigateway:POST':
    'creates APIs; routes and stages of HTTP APIs inherit no tags, according to the documentation',
  'apigateway:PATCH': 'routes and stages of HTTP APIs inherit no tags; the API itself is limited by its tag',
  'apigateway:DELETE': 'routes and stages of HTTP APIs inherit no tags; the API itself is limited by its tag',
  'apigateway:PUT': 'the ARN of an API contains a generated ID',
  'apigateway:TagResource': 'the ARN of an API contains a generated ID',
  'apigateway:UntagResource': 'the ARN of an API contains a generated ID',
  'cloudwatch:PutCompositeAlarm': 'AWS requires *',
  'cloudwatch:PutMetricData': 'only the namespace can be limited',
  'iam:CreateServiceLinkedRole': 'only roles of the services that the policies name',
  'kms:EnableKeyRotation': 'tags of a new key take up to five minutes to affect its authorization',
  'logs:CreateLogDelivery': 'has neither a resource type nor a condition key',
  'logs:DeleteLogDelivery': 'has neither a resource type nor a condition key',
  'logs:UpdateLogDelivery': 'has neither a resource type nor a condition key',
  'logs:PutResourcePolicy': 'has neither a resource type nor a condition key',
  'logs:PutQueryDefinition': 'has neither a resource type nor a condition key',
  'logs:DeleteQueryDefinition': 'has neither a resource type nor a condition key',
};
/** Keys of new tables have no effective tags yet. A condition limits their use to DynamoDB. */
const THROUGH_DYNAMODB = /^kms:(CreateGrant|Decrypt|Encrypt|GenerateDataKey|ReEncrypt|RevokeGrant)/;

/** The properties with names that the stacks choose, and that the policies limit by `Postern-<stage>-`. */
const NAMED: Readonly<Record<string, string>> = {
  'AWS::Chatbot::SlackChannelConfiguration': 'ConfigurationName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Events::EventBus': 'Name',
};
const FULL_MONITORING = {
  notify: { chat: { slackWorkspaceId: 'T0123456789', slackChannelId: 'C0123456789' } },
};

const own = (stack: string, partition = 'aws'): Place => ({
  partition,
  stackName: `Postern-prod-${stack}`,
  stage: 'prod',
});
const OTHERS: Place = { partition: 'aws', stackName: 'Orders-prod', stage: undefined };

const textOf = (policy: string) =>
  readFileSync(join(POLICIES, `execution-${policy.toLowerCase()}.json`), 'utf8');

/** Resources of all combinations of settings, one of each stack, type and set of needs. */
let resources: readonly DeployedResource[];
let needs: readonly Need[];
let statements: ReadonlyMap<string, readonly PolicyStatement[]>;
beforeAll(async () => {
  const schemaOf = await resourceSchemas();
  resources = settingCombinations().flatMap(deployedResources);
  const all = resources.flatMap((resource) => needsOf(resource, schemaOf(resource.type)));
  needs = [...new Map(all.map((need) => [keyOf(need), need])).values()];
  statements = new Map([...STACKS, REMOVAL].map((stack) => [stack, readPolicy(textOf(stack))]));
});

function keyOf({ resource: { stack, type, logicalId, isRetained }, phase, action }: Need): string {
  return [stack, type, logicalId, isRetained, phase, action].join(' ');
}

/** Deployments that do not remove data never call the handlers that delete retained resources. */
const deploymentNeeds = () =>
  needs.filter(({ phase, resource }) => phase !== 'delete' || !resource.isRetained);

async function isAllowed(need: Need, place: Place, policy = need.resource.stack): Promise<boolean> {
  const limits = await Promise.all((await expandAction(need.action)).map(hasResourceTypes));
  const request = requestOf(need, place, limits.includes(true));
  return allows(statements.get(policy) ?? [], request);
}

describe('the CloudFormation execution policies of prod', () => {
  it.each(['aws', 'aws-cn', 'aws-us-gov'])(
    'allow every handler of every resource in the partition %s',
    async (partition) => {
      const denied = new Set<string>();
      for (const need of deploymentNeeds()) {
        const { stack, type } = need.resource;
        if (!(await isAllowed(need, own(stack, partition))))
          denied.add(`${stack}: ${type} ${need.phase} ${need.action}`);
      }
      expect(needs.length).toBeGreaterThan(1000);
      expect([...denied]).toEqual([]);
    },
  );

  it('cover the names that a stage with hyphens gives to its resources', () => {
    const names = deployedResources({ ...prod, stage: 'eu-prod', monitoring: FULL_MONITORING })
      .filter(({ type }) => type in NAMED)
      .map(({ type, properties }) => z.record(z.string(), z.unknown()).parse(properties)[NAMED[type] ?? '']);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !String(name).startsWith('Postern-eu-prod-'))).toEqual([]);
  });

  it('allow no action that no resource of the stack needs', () => {
    const unneeded = STACKS.flatMap((stack) => {
      const needed = new Set(
        deploymentNeeds()
          .filter(({ resource }) => resource.stack === stack)
          .map(({ action }) => action.toLowerCase()),
      );
      return (
        (statements.get(stack) ?? [])
          .flatMap(({ Action }) => Action)
          .filter((action) => !needed.has(action.toLowerCase()))
          // Kept for one release, to delete resources of the release before and to roll back to it.
          .filter(
            (action) => !releaseBefore()?.policies[`execution-${stack.toLowerCase()}.json`]?.includes(action),
          )
          .map((action) => `${stack}: ${action}`)
      );
    });
    expect(unneeded).toEqual([]);
  });

  it('allow no write to a resource of another deployment, except for those that IAM cannot limit', async () => {
    const allowed = new Set<string>();
    for (const need of deploymentNeeds()) {
      if (need.action.includes('*') || (await isRead(need.action))) continue;
      if (await isAllowed(need, OTHERS)) allowed.add(need.action);
    }
    const unexpected = [...allowed].filter(
      (action) => !(action in UNLIMITED) && !THROUGH_DYNAMODB.test(action),
    );
    expect(unexpected).toEqual([]);
    expect(Object.keys(UNLIMITED).filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('delete no API of another deployment, and change no key policy or user pool of one', async () => {
    for (const need of deploymentNeeds()) {
      const { type } = need.resource;
      const isLimited =
        (type === 'AWS::ApiGatewayV2::Api' && need.action === 'apigateway:DELETE') ||
        ['kms:PutKeyPolicy', 'cognito-idp:UpdateUserPool'].includes(need.action);
      if (isLimited) expect(await isAllowed(need, OTHERS), `${type} ${need.action}`).toBe(false);
    }
  });

  it.each([
    'dynamodb:DeleteTable',
    'kms:ScheduleKeyDeletion',
    'kms:DisableKey',
    'logs:DeleteLogGroup',
    's3:DeleteBucket',
    's3:DeleteBucketPolicy',
    's3:DeleteObject',
    'cognito-idp:DeleteUserPool',
  ])('do not allow %s, so no deployment can delete keys, users or logs', (action) => {
    const actions = STACKS.flatMap((stack) => statements.get(stack) ?? []).flatMap(({ Action }) => Action);
    expect(actions).not.toContain(action);
  });

  it('allow the deletion of every retained resource with the removal policy, and nothing else', async () => {
    const removals = needs.filter(({ phase, resource }) => phase === 'delete' && resource.isRetained);
    const denied = new Set<string>();
    const used = new Set<string>();
    for (const need of removals) {
      const { stack, type } = need.resource;
      if (await isAllowed(need, own(stack), REMOVAL)) used.add(need.action);
      else if (!(await isAllowed(need, own(stack)))) denied.add(`${type} ${need.action}`);
      if (!need.action.includes('*') && !(await isRead(need.action)))
        expect(await isAllowed(need, OTHERS, REMOVAL), need.action).toBe(false);
    }
    expect([...denied]).toEqual([]);
    const listed = (statements.get(REMOVAL) ?? []).flatMap(({ Action }) => Action);
    expect(listed.filter((action) => !used.has(action))).toEqual([]);
  });

  it('have no wildcard actions except for descriptions', () => {
    const wildcards = [...statements.values()]
      .flat()
      .flatMap(({ Action }) => Action.filter((action) => action.includes('*')));
    for (const action of wildcards) expect(action).toMatch(/:Describe\*$/);
  });

  it.each([...STACKS, REMOVAL])('keep a reserve for new permissions in the policy of %s', (stack) => {
    expect(textOf(stack).replaceAll(/\s/g, '').length).toBeLessThanOrEqual(LIMIT - RESERVE);
  });
});

describe('waived permissions', () => {
  it('are in the schema of a deployed resource', async () => {
    const schemaOf = await resourceSchemas();
    const types = [...new Set(resources.map(({ type }) => type))];
    const listed = types.flatMap((type) => {
      const { handlers, tagging } = schemaOf(type);
      const permissions = Object.values(handlers).flatMap((handler) => handler.permissions);
      return [...permissions, ...(tagging?.permissions ?? [])].map((action) => ({ type, action }));
    });
    const unused = WAIVERS.filter(
      (waiver) =>
        !listed.some(
          ({ type, action }) => waiverOf({ ...BARE, type }, action, waiver.phase ?? 'update') === waiver,
        ),
    );
    expect(unused).toEqual([]);
    expect(UNKNOWN_TO_IAM.filter((name) => !listed.some(({ action }) => action === name))).toEqual([]);
  });

  it.each(UNKNOWN_TO_IAM)('%s is not an action of IAM', async (name) => {
    expect(await isAction(name)).toBe(false);
  });

  it('do not apply to a resource with the property that uses them', () => {
    const bare = { ...BARE, type: 'AWS::Lambda::Function' };
    expect(waiverOf(bare, 'kms:Decrypt', 'create')).toBeDefined();
    expect(
      waiverOf({ ...bare, properties: { KmsKeyArn: 'arn:…' } }, 'kms:Decrypt', 'create'),
    ).toBeUndefined();
  });

  it('leave every permission that a document adds to the schemas in use', () => {
    const used = new Set(needs.map(({ resource, action }) => `${resource.type} ${action}`));
    for (const { type, actions } of EXTRA_NEEDS)
      for (const action of actions) expect(used).toContain(`${type} ${action}`);
  });
});

const BARE: DeployedResource = { stack: 'Data', type: '', logicalId: 'A', properties: {}, isRetained: false };
