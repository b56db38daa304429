import type { ErrorResponse, Profile } from '../profiles/profile.ts';
import type { Denied } from './decide.ts';

/**
 * The error response to a denied request. A denied charge adds `Retry-After` and the remaining budgets, and its problem
 * details name the limit.
 */
export function denialResponse(
  { outcome, limit }: Denied,
  { errorResponses }: Pick<Profile, 'errorResponses'>,
): ErrorResponse {
  const response = errorResponses[outcome];
  if (!limit) return response;
  const isProblem = response.contentType === 'application/problem+json';
  return {
    ...response,
    headers: { ...response.headers, ...limit.headers },
    body: isProblem ? { ...response.body, 'violated-policies': [limit.name] } : response.body,
  };
}
