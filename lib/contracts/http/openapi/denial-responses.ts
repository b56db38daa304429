import { DENIALS, type DenialOutcome } from '../../../core/access/outcomes.ts';
import type { JsonObject } from '../../../core/json.ts';
import { LIMIT_OUTCOMES } from '../../../core/profiles/error-responses.ts';
import type { Profile } from '../../../core/profiles/profile.ts';
import { holderPermissions } from '../key-holder-routes.ts';
import { type Route, routeKey } from '../route.ts';
import type { OpenApiResponse } from './response.ts';

/** The responses to denied key holders on a route. Outcomes with the same error response share one entry. */
export function denialResponses(route: Route, profile: Profile): readonly OpenApiResponse[] {
  const outcomes = DENIALS.filter((outcome) => isReachable(outcome, route, profile));
  const byErrorResponse = Map.groupBy(outcomes, (outcome) => JSON.stringify(profile.errorResponses[outcome]));
  return [...byErrorResponse.values()].flatMap((alike) => {
    const [outcome] = alike;
    if (outcome === undefined) return [];
    const { status, contentType, body } = profile.errorResponses[outcome];
    return [
      {
        status,
        description: `Denied with outcome: ${alike.join(', ')}`,
        contentType,
        schema: isProblemOfLimit(outcome, contentType) ? limitSchema(body) : { const: body },
        examples: { [outcome]: { value: body } },
      },
    ];
  });
}

function isProblemOfLimit(outcome: DenialOutcome, contentType: string): boolean {
  return LIMIT_OUTCOMES.some((each) => each === outcome) && contentType === 'application/problem+json';
}

/** The body of a problem with the name of the exceeded limit. */
function limitSchema(body: JsonObject) {
  const fields = Object.entries(body).map(([name, value]) => [name, { const: value }]);
  const named = { 'violated-policies': { type: 'array', items: { type: 'string' } } };
  return {
    type: 'object',
    properties: { ...Object.fromEntries(fields), ...named },
    required: Object.keys(body),
  };
}

/** API Gateway does not accept plain HTTP. Without tenancy by host, a request cannot name another tenant. */
function isReachable(outcome: DenialOutcome, route: Route, { tenancy, sessionFormat }: Profile): boolean {
  switch (outcome) {
    case 'insecure-transport':
      return false;
    case 'unknown-tenant':
    case 'wrong-tenant':
      return tenancy === 'by-host';
    case 'session-ended':
      return sessionFormat !== null;
    case 'insufficient-permission':
      return holderPermissions[routeKey(route)] !== null;
    default:
      return true;
  }
}
