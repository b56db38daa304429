import { defaultProfile } from './default.ts';
import { documentedResponses, responsesByOutcome } from './error-responses.ts';
import type { ErrorResponse, Profile } from './profile.ts';

const errorResponses = documentedResponses((_status, title) => ({ error: title }), 'Bearer');

function withError(errorResponse: ErrorResponse, error: string): ErrorResponse {
  return { ...errorResponse, body: { error } };
}

/** Mindhunters: the tenant is the first label of the host, tokens are bearer tokens (MH-01 to MH-23). */
export const mindhunters: Profile = {
  name: 'mindhunters',
  title: 'Mindhunters',
  format: {
    prefix: 'mht_',
    // One marker per environment (MH-17).
    environmentMarkers: { production: 'prod_', staging: 'stage_', development: 'dev_', 'ci-cd': 'ci_' },
    alphabet: 'base62',
    idLength: 12,
    secretLength: 24,
    checksumLength: 6,
  },
  sessionFormat: null,
  defaultEnvironment: 'production',
  credentialLocations: [{ header: 'authorization', scheme: 'Bearer' }],
  tenancy: 'by-host',
  errorResponses: {
    ...responsesByOutcome(errorResponses),
    missing: withError(errorResponses.unauthorized, 'Missing Authorization header'),
    malformed: withError(errorResponses.unauthorized, 'Invalid token format'),
    'unknown-tenant': { ...withError(errorResponses.forbidden, 'Not Found'), status: 404 },
  },
  routes: [],
  errors: 'problem-details',
  owners: ['person', 'application'],
  keyReaders: ['app-admin', 'developer', 'auditor'],
  keyManagers: ['app-admin', 'developer'],
  // Tokens are created per service and environment (MH-17).
  developersManage: 'application-keys',
  permissions: null,
  defaultPermissions: ['read'],
  lifetime: defaultProfile.lifetime,
  plans: {},
  policies: { ...defaultProfile.policies, rotateEveryDays: 90 },
  displayNames: {
    key: 'API token',
    permissions: 'permissions',
    createKey: 'Create New API Token',
    endKey: 'revoke',
    menu: ['Profile', 'Developer'],
    menuLocation: 'profile-menu',
    environmentVariable: 'MINDHUNTERS_API_TOKEN',
  },
};
