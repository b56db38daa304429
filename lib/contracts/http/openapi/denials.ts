import type { Profile } from '../../../core/profiles/profile.ts';
import { BODY_PROBLEMS, GENERAL_PROBLEMS, type ProblemCode } from '../problem.ts';
import { noBody, type Route } from '../route.ts';
import { type Components, gatewayDenial } from './components.ts';
import { denialResponses } from './denial-responses.ts';
import { problemResponses, statusMessageResponses } from './problem-responses.ts';
import { type OpenApiResponse, responsesOf } from './response.ts';

/** How the callers of a route are known: by a signature, a token, not at all, or by a key as a profile has it. */
export type Callers = 'signed' | 'people' | 'anyone' | Profile;

/** The answers of a route that are refusals, by status: its own, and what API Gateway itself answers. */
export function denialsOf(route: Route, parts: Components, callers: Callers) {
  return responsesOf([...declaredResponses(route, parts, callers), ...gatewayAnswers(parts, callers)]);
}

function gatewayAnswers(parts: Components, callers: Callers): readonly OpenApiResponse[] {
  const response = (status: number, description: string): OpenApiResponse => ({
    ...{ status, description, contentType: 'application/json' },
    ...{ schema: parts.refTo(gatewayDenial), examples: {} },
  });
  return [
    ...(callers === 'people' ? [response(401, 'The gateway does not take the token')] : []),
    ...(callers === 'people' || callers === 'signed'
      ? [response(403, 'The gateway does not let the caller in')]
      : []),
    response(429, 'Too many requests, says the gateway'),
  ];
}

function declaredResponses(route: Route, parts: Components, callers: Callers): readonly OpenApiResponse[] {
  const codes = codesOf(route);
  if (callers === 'signed' || callers === 'people') return problemResponses(codes, parts);
  if (callers === 'anyone') return problemResponses(without(codes, ['unauthorized']), parts);
  // Those two are told as the profile has it.
  const others = without(codes, ['unauthorized', 'unavailable']);
  const problems =
    callers.errors === 'problem-details' ? problemResponses(others, parts) : statusMessageResponses(others);
  return [...denialResponses(route, callers), ...problems];
}

function codesOf({ body, problems }: Route): readonly ProblemCode[] {
  return [...new Set([...GENERAL_PROBLEMS, ...(body === noBody ? [] : BODY_PROBLEMS), ...problems])];
}

function without(codes: readonly ProblemCode[], left: readonly ProblemCode[]): readonly ProblemCode[] {
  return codes.filter((code) => !left.includes(code));
}
