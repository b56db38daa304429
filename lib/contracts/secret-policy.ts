import * as z from 'zod';
import { isSameJson } from '../core/json.ts';

const SID = 'ReadersOfThisSecret';

/** The resource policy of a secret that allows these principals to read it. The resource `*` is the secret itself. */
export function secretPolicy(readers: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: SID,
        Effect: 'Allow',
        Principal: { AWS: readers },
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Resource: '*',
      },
    ],
  });
}

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((each) => [each])]);
const policy = z.object({
  Statement: oneOrMore(
    z.object({
      Sid: z.string().optional(),
      Principal: z
        .object({ AWS: oneOrMore(z.string()) })
        .optional()
        .catch(undefined),
    }),
  ),
});

/**
 * The sorted readers of a policy, and whether the policy equals `secretPolicy(readers)`. IAM shows a deleted principal as
 * a unique ID, so that the policy then differs.
 */
export function readSecretPolicy(text: string): {
  readonly readers: readonly string[];
  readonly isExact: boolean;
} {
  const parsed: unknown = JSON.parse(text);
  const { data } = policy.safeParse(parsed);
  const own = data?.Statement.filter(({ Sid }) => Sid === SID) ?? [];
  const readers = own.flatMap(({ Principal }) => Principal?.AWS ?? []).sort();
  return {
    readers,
    isExact: isSameJson(canonical(parsed), canonical(JSON.parse(secretPolicy(readers)))),
  };
}

/** The JSON with sorted lists, and single-item lists as the item, because Secrets Manager can return both forms. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value
      .map(canonical)
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    return items.length === 1 ? items[0] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, canonical(each)]));
}
