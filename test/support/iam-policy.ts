import * as z from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string(),
      Effect: z.literal('Allow'),
      Action: oneOrMore,
      Resource: oneOrMore,
      Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
    }),
  ),
});
export type PolicyStatement = z.infer<typeof policy>['Statement'][number];

/** A request that IAM authorizes. */
export interface IamRequest {
  readonly action: string;
  readonly arn: string;
  /** The condition context: values by condition key. */
  readonly context: Readonly<Record<string, string>>;
}

/** @throws if the policy has a member or an effect that this module does not evaluate */
export function readPolicy(json: string): readonly PolicyStatement[] {
  return policy.parse(JSON.parse(json)).Statement;
}

/** Whether a statement allows a request. Statements of the policies have only `Allow`. */
export function allows(
  statements: readonly PolicyStatement[],
  { action, arn, context }: IamRequest,
): boolean {
  return statements.some(
    ({ Action, Resource, Condition = {} }) =>
      Action.some((pattern) => matchesPattern(pattern, action)) &&
      Resource.some((pattern) => matchesArn(pattern, arn)) &&
      Object.entries(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => isMet(operator, context[key], values)),
      ),
  );
}

/** Whether a text matches a pattern with `*` and `?`, ignoring case as IAM does for actions. */
export function matchesPattern(pattern: string, text: string): boolean {
  return asPattern(pattern, 'i').test(text);
}

/** Wildcards do not match across the first five colons of an ARN. */
function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patterns = partsOfArn(pattern);
  const parts = partsOfArn(arn);
  return (
    patterns.length === parts.length && patterns.every((each, i) => asPattern(each).test(parts[i] ?? ''))
  );
}

function partsOfArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function asPattern(pattern: string, flags = ''): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}

function isMet(operator: string, value: string | undefined, expected: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
      return value !== undefined && expected.includes(value);
    case 'StringNotEquals':
      return value === undefined || !expected.includes(value);
    case 'StringLike':
      return value !== undefined && expected.some((pattern) => asPattern(pattern).test(value));
    case 'ArnLike':
      return value !== undefined && expected.some((pattern) => matchesArn(pattern, value));
    default:
      throw new Error(`Condition operator ${operator} is not evaluated. Add it to iam-policy.ts.`);
  }
}
