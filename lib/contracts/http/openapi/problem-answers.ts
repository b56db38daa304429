import { PROBLEMS, type ProblemCode, problem, REASON_PHRASES, type StatusMessage } from '../problem.ts';
import type { Answer } from './answer.ts';
import type { Parts } from './parts.ts';

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

/** Problems as problem details, one answer for each status. */
export function problemAnswers(codes: readonly ProblemCode[], parts: Parts): readonly Answer[] {
  return byStatus(codes).map(([status, each]) => ({
    status,
    description: titlesOf(each),
    contentType: 'application/problem+json',
    schema: { ...parts.refTo(problem), properties: { status: { const: status }, code: { enum: each } } },
    examples: Object.fromEntries(each.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
  }));
}

/** The same as `{ statusCode, statusMessage, message }`. */
export function statusMessageAnswers(codes: readonly ProblemCode[]): readonly Answer[] {
  return byStatus(codes).map(([statusCode, each]) => {
    const statusMessage = REASON_PHRASES[statusCode];
    const properties: Record<keyof StatusMessage, object> = {
      statusCode: { const: statusCode },
      statusMessage: { const: statusMessage },
      message: { type: 'string' },
    };
    const exampleOf = (code: ProblemCode) => ({
      value: { statusCode, statusMessage, message: PROBLEMS[code].title } satisfies StatusMessage,
    });
    return {
      status: statusCode,
      description: titlesOf(each),
      contentType: 'application/json',
      schema: { type: 'object', properties, required: Object.keys(properties) },
      examples: Object.fromEntries(each.map((code) => [code, exampleOf(code)])),
    };
  });
}

function byStatus(codes: readonly ProblemCode[]) {
  return [...Map.groupBy(codes, (code) => PROBLEMS[code].status)];
}

function titlesOf(codes: readonly ProblemCode[]): string {
  return codes.map((code) => PROBLEMS[code].title).join(', or: ');
}
