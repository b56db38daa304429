import { PROBLEMS, type ProblemCode, problem, REASON_PHRASES, type StatusMessage } from '../problem.ts';
import type { Components } from './components.ts';
import type { OpenApiResponse } from './response.ts';

/**
 * Problems as problem details, one response per status. The codes are names of examples only: a generated client that checks
 * them would fail on the code of a newer deployment.
 */
export function problemResponses(
  codes: readonly ProblemCode[],
  parts: Components,
): readonly OpenApiResponse[] {
  return byStatus(codes).map(([status, each]) => ({
    status,
    description: titlesOf(each),
    contentType: 'application/problem+json',
    schema: parts.refTo(problem),
    examples: Object.fromEntries(each.map((code) => [code, parts.exampleOf(code)])),
  }));
}

/** Problems as `{ statusCode, statusMessage, message }`, one response per status. */
export function statusMessageResponses(codes: readonly ProblemCode[]): readonly OpenApiResponse[] {
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
