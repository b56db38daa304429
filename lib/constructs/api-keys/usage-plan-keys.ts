import { Annotations } from 'aws-cdk-lib';
import type { CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { credentialHeaders } from '../../core/profiles/credential-headers.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { renderedProperties } from '../rendered-properties.ts';
import type { ApiRoute } from './route-protection.ts';

/** The header from which API Gateway reads the key of a usage plan. */
const USAGE_PLAN_HEADER = 'x-api-key';

/**
 * Finds rendered methods that also require an API Gateway key for a usage plan. Postern's keys are not API Gateway keys.
 * Returns an error if no request can carry both, and adds a warning if clients must send both.
 */
export function usagePlanErrors(
  api: RestApi,
  element: CfnRestApi,
  protectedRoutes: readonly ApiRoute[],
  profile: Profile,
): string[] {
  const names = protectedRoutes
    .filter((route) => renderedProperties(route.element).ApiKeyRequired === true)
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const source = renderedProperties(element).ApiKeySourceType ?? 'HEADER';
  const routes = names.sort().join(', ');
  if (source === 'AUTHORIZER') {
    return [
      `${routes}: apiKeyRequired with apiKeySourceType AUTHORIZER denies every request, because Postern's authorizer ` +
        `returns no API Gateway key. ${WITHOUT_USAGE_PLAN}, or set apiKeySourceType to HEADER`,
    ];
  }
  const headers = credentialHeaders(profile);
  if (headers.every((header) => header === USAGE_PLAN_HEADER)) {
    return [
      `${routes}: apiKeyRequired reads an API Gateway key in '${USAGE_PLAN_HEADER}', the only header in which these ApiKeys ` +
        `accept a key (profile '${profile.name}'). No request can carry both. ${WITHOUT_USAGE_PLAN}, or accept keys in another ` +
        'header: a profile or credentialHeader of ApiKeys with authorization',
    ];
  }
  Annotations.of(api).addWarningV2(
    'postern:usagePlanKeys',
    `${routes}: apiKeyRequired makes callers send two keys: an API Gateway key in ${USAGE_PLAN_HEADER} and Postern's in ` +
      `${headers.filter((header) => header !== USAGE_PLAN_HEADER).join(', ')}. ${WITHOUT_USAGE_PLAN} to require one key only`,
  );
  return [];
}

const WITHOUT_USAGE_PLAN =
  'Remove apiKeyRequired and limit requests with throttling of the stage or with the plans of ApiKeys, which the service receives';
