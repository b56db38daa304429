import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { addPostern } from '../../lib/stacks/postern.ts';
import { prod } from '../../lib/stages/prod.ts';
import { STAGE_VARIANTS, type TemplateResource, templatesOf } from '../support/stage-variants.ts';
import { importsOf, referencesIn } from '../support/template-references.ts';
import { temporaryApp } from '../support/temporary-app.ts';

/**
 * Resources that only use a retained resource: without them, it has the same data and the same protection. All other
 * resources that refer to a retained resource are attached to it.
 */
const USERS: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Stage': 'writes its access log',
  'AWS::CloudWatch::Alarm': 'evaluates its metrics',
  'AWS::CloudWatch::Dashboard': 'shows its metrics',
  'AWS::Cognito::UserPoolClient': 'signs users in to the API, which is deleted',
  'AWS::Cognito::UserPoolDomain': 'has no data, and a name that could otherwise not be used again',
  'AWS::IAM::Policy': 'grants access to a role that is deleted',
  'AWS::IAM::Role': 'grants access to a function that is deleted',
  'AWS::Lambda::EventSourceMapping': 'invokes a function that is deleted',
  'AWS::Lambda::Function': 'reads or writes it',
  'AWS::Lambda::Permission': 'belongs to a function that is deleted',
  'AWS::Logs::MetricFilter': 'counts lines for an alarm that is deleted',
  'AWS::Logs::QueryDefinition': 'reads it',
  'AWS::Logs::SubscriptionFilter': 'invokes a function that is deleted',
  'AWS::SNS::Topic': 'is encrypted with it',
  'AWS::SSM::Parameter': 'publishes its name',
};

/** Names that are unique only within a resource that is retained with them. */
const SCOPED_NAMES: ReadonlySet<string> = new Set(['AWS::Cognito::UserPoolResourceServer']);

interface Located extends TemplateResource {
  readonly stack: string;
  readonly path: string;
}

function resourcesOf(templates: ReturnType<typeof templatesOf>): readonly Located[] {
  return [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, each]) => ({ ...each, stack, path: `${stack}/${id}` })),
  );
}

function isRetained({ DeletionPolicy }: TemplateResource): boolean {
  return DeletionPolicy?.startsWith('Retain') ?? false;
}

describe.each(Object.entries(STAGE_VARIANTS))('with the settings: %s', (_, settings) => {
  const templates = templatesOf(settings);
  const resources = resourcesOf(templates);
  const retained = resources.filter(isRetained);

  it('retains everything that is attached to a retained resource', () => {
    const paths = new Set(retained.map(({ path }) => path));
    const attached = resources.filter(
      ({ Type, Properties, stack }) =>
        !Object.hasOwn(USERS, Type) &&
        [...referencesIn(Properties, stack, templates)].some((path) => paths.has(path)),
    );
    expect(attached.filter((each) => !isRetained(each)).map(({ Type, path }) => `${Type} ${path}`)).toEqual(
      [],
    );
  });

  it('deletes the resources of a failed first deployment', () => {
    const kept = retained.filter(({ DeletionPolicy }) => DeletionPolicy !== 'RetainExceptOnCreate');
    expect(kept.map(({ path }) => path)).toEqual([]);
    expect(retained.filter(({ UpdateReplacePolicy }) => UpdateReplacePolicy !== 'Retain')).toEqual([]);
  });

  it('gives no fixed name to a retained resource, so that the deployment can be created again', () => {
    const named = retained.filter(
      ({ Type, Properties }) =>
        !SCOPED_NAMES.has(Type) &&
        Object.keys(Properties).some((property) => /(Name|^Domain|Identifier)$/.test(property)),
    );
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it('retains only the archive and its policy with removal: destroy, and protects nothing from deletion', () => {
    const removable = templatesOf({ ...settings, removal: 'destroy' });
    const kept = resourcesOf(removable).filter(isRetained);
    const archive = settings.audit.archive === 'none' ? [] : ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'];
    expect(kept.map(({ Type }) => Type)).toEqual(archive);
    expect(JSON.stringify([...removable])).not.toMatch(/"DeletionProtection(Enabled)?":(true|"ACTIVE")/);
  });

  it('changes the metadata with each deletion policy, because CloudFormation ignores a deletion policy that changes alone', () => {
    const removable = templatesOf({ ...settings, removal: 'destroy' });
    for (const { path, Metadata, DeletionPolicy } of resourcesOf(removable)) {
      const before = resources.find((each) => each.path === path);
      if (before?.DeletionPolicy === DeletionPolicy) continue;
      expect(Metadata).not.toEqual(before?.Metadata);
    }
  });
});

it('removes no stage with removal: destroy whose name begins with the name of the removed stage', () => {
  const app = temporaryApp();
  addPostern(app, { ...prod, stage: 'prod-eu' });
  addPostern(app, { ...prod, removal: 'destroy' });
  const data = app.node.findChild('Postern-prod-eu-Data');
  if (!(data instanceof Stack)) return expect.fail();
  Template.fromStack(data).allResources('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'RetainExceptOnCreate',
  });
});

const CONSOLE_USERS = ['prod', 'no console users', 'another issuer'];

it.each(
  CONSOLE_USERS.flatMap((from) => CONSOLE_USERS.filter((to) => to !== from).map((to) => [from, to] as const)),
)('changes the console users from %s to %s without the removal of an imported export', (from, to) => {
  const [before, after] = [from, to].map((name) => templatesOf(STAGE_VARIANTS[name] ?? expect.fail()));
  const exported = new Set(
    [...(after ?? [])].flatMap(([, { Outputs }]) => Object.values(Outputs).map(({ Export }) => Export?.Name)),
  );
  const imported = [...(before ?? [])].flatMap(([, template]) => [...importsOf(template)]);
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((name) => !exported.has(name))).toEqual([]);
});
