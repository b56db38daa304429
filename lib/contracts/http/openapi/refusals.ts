import { BODY_PROBLEMS, GENERAL_PROBLEMS, PROBLEMS, type ProblemCode, problem } from '../problem.ts';
import { noBody, type Route } from '../route.ts';
import { gatewayRefusal, type Parts } from './parts.ts';

/** Whether a route asks who calls. */
export type Access = 'known-callers' | 'anyone';

/** The answers of a route that are refusals, by status: its problems, and what API Gateway itself answers. */
export function refusalsOf({ body, problems }: Route, parts: Parts, access: Access) {
  const general = GENERAL_PROBLEMS.filter((code) => access === 'known-callers' || code !== 'unauthorized');
  const codes = [...general, ...(body === noBody ? [] : BODY_PROBLEMS), ...problems];
  const byStatus = Map.groupBy(new Set<ProblemCode>(codes), (code) => PROBLEMS[code].status);
  const content = { 'application/json': { schema: parts.refTo(gatewayRefusal) } };
  return {
    ...Object.fromEntries(
      [...byStatus].map(([status, each]) => [status, problemAnswer(status, each, parts)]),
    ),
    ...(access === 'known-callers' && {
      403: { description: 'The gateway does not let the caller in', content },
    }),
    429: { description: 'Too many requests, says the gateway', content },
  };
}

/** What a problem has beside what all have. */
const MORE: Readonly<Record<string, object>> = {
  'value-unavailable': { key: { tenant: 'acme', id: '3fKq81ZbTn0x' } },
  'invalid-request': { issues: [{ path: 'body.owner', message: 'must not be empty' }] },
} satisfies Partial<Record<ProblemCode, object>>;

/** Each problem as it is answered, by its code: the document's `components.examples`. */
export function problemExamples() {
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([code, { status, title }]) => [
      code,
      { summary: title, value: { type: 'about:blank', title, status, code, ...MORE[code] } },
    ]),
  );
}

function problemAnswer(status: number, codes: readonly ProblemCode[], parts: Parts) {
  const schema = {
    ...parts.refTo(problem),
    properties: { status: { const: status }, code: { enum: codes } },
  };
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
  return {
    description: codes.map((code) => PROBLEMS[code].title).join(', or: '),
    content: { 'application/problem+json': { schema, examples: Object.fromEntries(examples) } },
  };
}
