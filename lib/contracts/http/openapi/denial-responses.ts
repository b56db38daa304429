import { DENIALS, type DenialOutcome } from '../../../core/access/outcomes.ts';
import type { Profile } from '../../../core/profiles/profile.ts';
import { holderPermissions } from '../key-holder-routes.ts';
import { type Route, routeKey } from '../route.ts';
import type { OpenApiResponse } from './response.ts';

/** How the holder of a key is refused on a route, one answer for each face that the profile has for it. */
export function denialResponses(route: Route, profile: Profile): readonly OpenApiResponse[] {
  const outcomes = DENIALS.filter((outcome) => isReachable(outcome, route, profile));
  const byFace = Map.groupBy(outcomes, (outcome) => JSON.stringify(profile.errorResponses[outcome]));
  return [...byFace.values()].flatMap((alike) => {
    const [outcome] = alike;
    if (outcome === undefined) return [];
    const { status, contentType, body } = profile.errorResponses[outcome];
    return [
      {
        status,
        description: `Decided as: ${alike.join(', ')}`,
        contentType,
        schema: { const: body },
        examples: { [outcome]: { value: body } },
      },
    ];
  });
}

/** API Gateway takes no plain HTTP, and a key alone names no tenant that could be another. */
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
