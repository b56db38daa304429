import type { Profile } from '../../../core/profiles/profile.ts';
import { BODY_PROBLEMS, GENERAL_PROBLEMS, type ProblemCode } from '../problem.ts';
import { noBody, type Route } from '../route.ts';
import { type Answer, responsesOf } from './response.ts';
import { decisionAnswers } from './denial-responses.ts';
import { gatewayRefusal, type Parts } from './components.ts';
import { problemAnswers, statusMessageAnswers } from './problem-responses.ts';

/** How the callers of a route are known: by a signature, a token, not at all, or by a key as a profile has it. */
export type Callers = 'signed' | 'people' | 'anyone' | Profile;

/** The answers of a route that are refusals, by status: its own, and what API Gateway itself answers. */
export function refusalsOf(route: Route, parts: Parts, callers: Callers) {
  return responsesOf([...answersOf(route, parts, callers), ...gatewayAnswers(parts, callers)]);
}

function gatewayAnswers(parts: Parts, callers: Callers): readonly Answer[] {
  const answer = (status: number, description: string): Answer => ({
    ...{ status, description, contentType: 'application/json' },
    ...{ schema: parts.refTo(gatewayRefusal), examples: {} },
  });
  return [
    ...(callers === 'people' ? [answer(401, 'The gateway does not take the token')] : []),
    ...(callers === 'people' || callers === 'signed'
      ? [answer(403, 'The gateway does not let the caller in')]
      : []),
    answer(429, 'Too many requests, says the gateway'),
  ];
}

function answersOf(route: Route, parts: Parts, callers: Callers): readonly Answer[] {
  const codes = codesOf(route);
  if (callers === 'signed' || callers === 'people') return problemAnswers(codes, parts);
  if (callers === 'anyone') return problemAnswers(without(codes, ['unauthorized']), parts);
  // Those two are told as the profile has it.
  const others = without(codes, ['unauthorized', 'unavailable']);
  const problems =
    callers.errors === 'problem-details' ? problemAnswers(others, parts) : statusMessageAnswers(others);
  return [...decisionAnswers(route, callers), ...problems];
}

function codesOf({ body, problems }: Route): readonly ProblemCode[] {
  return [...new Set([...GENERAL_PROBLEMS, ...(body === noBody ? [] : BODY_PROBLEMS), ...problems])];
}

function without(codes: readonly ProblemCode[], left: readonly ProblemCode[]): readonly ProblemCode[] {
  return codes.filter((code) => !left.includes(code));
}
