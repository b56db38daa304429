import * as z from 'zod';
import { isSameJson } from '../core/json.ts';

const SID = 'ReadersOfThisSecret';

/** The resource policy of a secret that lets these principals read it. `*` stands for the secret itself. */
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
 * Those whom a policy's own statement names, sorted, and whether the policy is the one that `secretPolicy` makes of them.
 * A principal that was deleted is shown as another text, and so differs.
 */
export function readSecretPolicy(text: string): {
  readonly readers: readonly string[];
  readonly isExact: boolean;
} {
  const found: unknown = JSON.parse(text);
  const { data } = policy.safeParse(found);
  const own = data?.Statement.filter(({ Sid }) => Sid === SID) ?? [];
  const readers = own.flatMap(({ Principal }) => Principal?.AWS ?? []).sort();
  return {
    readers,
    isExact: isSameJson(canonical(found), canonical(JSON.parse(secretPolicy(readers)))),
  };
}

/** The same JSON with lists in one order, and a list of one item as that item: so Secrets Manager may return it. */
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
