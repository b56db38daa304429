import * as z from 'zod';
import type { Problem } from '../contracts/http/problem.ts';

/** Names the known fields, where the library would repeat the unknown ones. */
export const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
  return `must hold no other names than: ${known.join(', ') || '(none)'}`;
};

/** What is wrong with a request, by place (`body.permissions.0`); never what was sent. */
export function issuesOf(
  parts: Readonly<Record<string, z.ZodSafeParseResult<unknown>>>,
): NonNullable<Problem['issues']> {
  return Object.entries(parts).flatMap(([part, { error }]) =>
    (error?.issues ?? []).map(({ path, message }) => ({ path: [part, ...path].join('.'), message })),
  );
}
