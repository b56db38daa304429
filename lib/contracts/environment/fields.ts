import type { Limit } from '../../core/limits/limit.ts';
import { isLimitList, isPlanLimitList } from '../../core/limits/limit-form.ts';
import { isMaxKeys } from '../../core/plans/max-keys.ts';
import type { ApiLimits, PlanSettings, Plans } from '../../core/plans/plan.ts';
import { PROFILES } from '../../core/profiles/catalogue.ts';
import { acceptingOnly, credentialHeaders } from '../../core/profiles/credential-headers.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { type ProfileSettings, profileOf } from '../../core/profiles/settings.ts';
import {
  boolean,
  defaulted,
  isRecordOf,
  json,
  oneOf,
  parsedJson,
  required,
  text,
  type Variable,
} from './variables.ts';

/**
 * The trusted source of the host name: API Gateway's domain name, the `Host` header (if the load balancer accepts only its
 * own names), or the `X-Forwarded-Host` header of a proxy.
 */
export const TRUSTED_HOSTS = ['domain-name', 'host-header', 'forwarded-host'] as const;
export type TrustedHost = (typeof TRUSTED_HOSTS)[number];

/** The name of the table with the buckets of limits. */
export const limitsTable = text('POSTERN_LIMITS_TABLE');

/** The name of the table with tenants, owners and keys. */
export const keyTable = text('POSTERN_KEY_TABLE');

/** A profile with its accepted credential headers. */
export const profile: Variable<Profile> = {
  name: 'POSTERN_PROFILE',
  write: (value) => ({
    POSTERN_PROFILE: value.settings ? JSON.stringify(value.settings) : value.name,
    POSTERN_CREDENTIAL_HEADERS: credentialHeaders(value).join(),
  }),
  read(variables) {
    const text = required(variables, 'POSTERN_PROFILE');
    const found = text.startsWith('{') ? customProfile(parsedJson(text)) : PROFILES.get(text);
    if (found) return acceptingOnly(found, required(variables, 'POSTERN_CREDENTIAL_HEADERS').split(','));
    throw new Error(
      `POSTERN_PROFILE is '${text}'; allowed: ${[...PROFILES.keys()].join(', ')}, or the settings of a custom profile as JSON`,
    );
  },
};

export const plans: Variable<Plans> = json(
  'POSTERN_PLANS',
  (parsed) => isRecordOf(parsed, isPlanSettings),
  'a JSON object of plans by name, with their limits',
);

/** The limits of each tenant. */
export const tenantLimits: Variable<readonly Limit[]> = defaulted(
  json('POSTERN_TENANT_LIMITS', isLimitList, 'a JSON list of limits'),
  [],
);

/** Whether decisions read the tenant, so that it can be suspended. */
export const tenantSuspension = defaulted(boolean('POSTERN_TENANT_SUSPENSION'), false);

export const trustedHost = oneOf('POSTERN_TRUSTED_HOST', TRUSTED_HOSTS);

/** The construct has validated the settings. A schema library would double the authorizer bundle. */
function customProfile(settings: unknown): Profile | undefined {
  return isProfileSettings(settings) ? profileOf(settings) : undefined;
}

function isProfileSettings(value: unknown): value is ProfileSettings {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function isPlanSettings(value: unknown): value is PlanSettings {
  if (!isRecordOf(value, (_): _ is unknown => true)) return false;
  const { apiLimits = {}, limits = [], maxKeys = null } = value;
  return areApiLimits(apiLimits) && isPlanLimitList(limits) && isMaxKeys(maxKeys);
}

function areApiLimits(value: unknown): value is ApiLimits {
  return isRecordOf(value, isLimit);
}

function isLimit(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
