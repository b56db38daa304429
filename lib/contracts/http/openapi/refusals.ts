import type { Profile } from '../../../core/profiles/profile.ts';
import { BODY_PROBLEMS, GENERAL_PROBLEMS, type ProblemCode } from '../problem.ts';
import { noBody, type Route } from '../route.ts';
import { type Answer, responsesOf } from './answer.ts';
import { decisionAnswers } from './decision-answers.ts';
import { gatewayRefusal, type Parts } from './parts.ts';
import { problemAnswers, statusMessageAnswers } from './problem-answers.ts';

/** How the callers of a route are known: by a signature, not at all, or by a key as a profile has it. */
export type Callers = 'signed' | 'anyone' | Profile;

/** The answers of a route that are refusals, by status: its own, and what API Gateway itself answers. */
export function refusalsOf(route: Route, parts: Parts, callers: Callers) {
  const content = { 'application/json': { schema: parts.refTo(gatewayRefusal) } };
  return {
    ...responsesOf(answersOf(route, parts, callers)),
    ...(callers === 'signed' && {
      403: { description: 'The gateway does not let the caller in', content },
    }),
    429: { description: 'Too many requests, says the gateway', content },
  };
}

function answersOf(route: Route, parts: Parts, callers: Callers): readonly Answer[] {
  const codes = codesOf(route);
  if (callers === 'signed') return problemAnswers(codes, parts);
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
