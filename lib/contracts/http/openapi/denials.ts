import type { Profile } from '../../../core/profiles/profile.ts';
import { BODY_PROBLEMS, GENERAL_PROBLEMS, type ProblemCode } from '../problem.ts';
import { emptyBody, type Route } from '../route.ts';
import type { Components } from './components.ts';
import { denialResponses } from './denial-responses.ts';
import { gatewayDenial } from './named-schemas.ts';
import { problemResponses, statusMessageResponses } from './problem-responses.ts';
import { type OpenApiResponse, responsesOf } from './response.ts';

/** How a route authenticates its callers: by signature, access token or key (with its profile), or not at all. */
export type Callers = 'signed' | 'people' | 'anyone' | Profile;

/** The error responses of a route and of API Gateway itself, by status. */
export function denialsOf(route: Route, parts: Components, callers: Callers) {
  return responsesOf([...declaredResponses(route, parts, callers), ...gatewayResponses(parts, callers)]);
}

function gatewayResponses(parts: Components, callers: Callers): readonly OpenApiResponse[] {
  const response = (status: number, description: string): OpenApiResponse => ({
    ...{ status, description, contentType: 'application/json' },
    ...{ schema: parts.refTo(gatewayDenial), examples: {} },
  });
  return [
    ...(callers === 'people' ? [response(401, 'API Gateway rejected the access token')] : []),
    ...(callers === 'people' || callers === 'signed'
      ? [response(403, 'API Gateway denied the request')]
      : []),
    response(429, 'API Gateway throttled the request'),
  ];
}

function declaredResponses(route: Route, parts: Components, callers: Callers): readonly OpenApiResponse[] {
  const codes = codesOf(route);
  if (callers === 'signed' || callers === 'people') return problemResponses(codes, parts);
  if (callers === 'anyone') return problemResponses(without(codes, ['unauthorized']), parts);
  // The profile defines the responses for these two.
  const others = without(codes, ['unauthorized', 'unavailable']);
  const problems =
    callers.errors === 'problem-details' ? problemResponses(others, parts) : statusMessageResponses(others);
  return [...denialResponses(route, callers), ...problems];
}

function codesOf({ body, problems }: Route): readonly ProblemCode[] {
  return [...new Set([...GENERAL_PROBLEMS, ...(body === emptyBody ? [] : BODY_PROBLEMS), ...problems])];
}

function without(codes: readonly ProblemCode[], excluded: readonly ProblemCode[]): readonly ProblemCode[] {
  return codes.filter((code) => !excluded.includes(code));
}
