import type { Template } from 'aws-cdk-lib/assertions';
import { Match } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: oneOrMore,
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof statement>;

const policy = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }),
});
const lambda = z.object({
  Properties: z.object({ Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) }),
});
const role = z.object({
  Properties: z.strictObject({ AssumeRolePolicyDocument: z.unknown(), Tags: z.unknown().optional() }),
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
 * @throws if the role also has managed or inline policies, because this function does not read them
 */
export function statementsOfRole(template: Template, logicalId: string): readonly Statement[] {
  role.parse(template.findResources('AWS::IAM::Role')[logicalId]);
  const policies = template.findResources('AWS::IAM::Policy', {
    Properties: { Roles: Match.arrayWith([{ Ref: logicalId }]) },
  });
  return Object.values(policies).flatMap((found) => policy.parse(found).Properties.PolicyDocument.Statement);
}

/** The actions of statements, sorted. */
export function actionsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action }) => Action).sort();
}
