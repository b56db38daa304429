import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: oneOrMore,
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof statement>;

const granting = z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) });
const policy = z.object({ Properties: granting });
const lambda = z.object({
  Properties: z.object({ Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) }),
});
const role = z.object({
  Properties: z.strictObject({
    AssumeRolePolicyDocument: z.unknown(),
    Policies: z.array(granting).default([]),
    Tags: z.unknown().optional(),
  }),
});

/** All policy statements of the roles of the functions with this description. */
export function statementsOfFunction(template: Template, description: string): readonly Statement[] {
  const functions = template.findResources('AWS::Lambda::Function', {
    Properties: { Description: description },
  });
  return Object.values(functions)
    .map((found) => lambda.parse(found).Properties.Role['Fn::GetAtt'][0])
    .flatMap((roleId) => statementsOfRole(template, roleId));
}

/**
 * All policy statements of the role with this logical ID.
 * @throws if the role also has managed policies, because this function does not read them
 */
export function statementsOfRole(template: Template, logicalId: string): readonly Statement[] {
  const own = role.parse(template.findResources('AWS::IAM::Role')[logicalId]).Properties.Policies;
  const policies = template.findResources('AWS::IAM::Policy', {
    Properties: { Roles: Match.arrayWith([{ Ref: logicalId }]) },
  });
  const attached = Object.values(policies).map((found) => policy.parse(found).Properties);
  return [...own, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** The actions of statements, sorted. */
export function actionsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action }) => Action).sort();
}
