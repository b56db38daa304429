import * as z from 'zod';

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

/** Those whom a policy's statement of ours names, sorted: nothing is concluded from statements of others. */
export function readersOfPolicy(text: string): readonly string[] {
  const { Statement } = policy.parse(JSON.parse(text));
  const own = Statement.filter(({ Sid }) => Sid === SID);
  return own.flatMap(({ Principal }) => Principal?.AWS ?? []).sort();
}
