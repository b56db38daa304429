import { defaultProfile } from './default.ts';
import { problemDetailsResponses, responsesByOutcome } from './error-responses.ts';
import type { Profile } from './profile.ts';

/** MindKey: its own scheme, scopes, and keys that expire after a year without a grace period (MK-01 to MK-14). */
export const mindkey: Profile = {
  name: 'mindkey',
  title: 'MindKey',
  format: { prefix: 'mkey_', alphabet: 'base62', idLength: 12, secretLength: 24, checksumLength: 6 },
  sessionFormat: null,
  defaultEnvironment: 'live',
  credentialLocations: [{ header: 'authorization', scheme: 'ApiKey-v2' }],
  tenancy: 'by-key',
  errorResponses: responsesByOutcome(problemDetailsResponses('ApiKey-v2')),
  routes: ['ping'],
  errors: 'problem-details',
  owners: ['person', 'application'],
  keyReaders: ['app-admin', 'developer', 'auditor'],
  keyManagers: ['app-admin'],
  developersManage: 'own-keys',
  permissions: null,
  defaultPermissions: ['read'],
  lifetime: { defaultDays: 365, maxDays: 365 },
  plans: {},
  policies: defaultProfile.policies,
  displayNames: {
    key: 'API key',
    permissions: 'scopes',
    createKey: 'Generate API key',
    endKey: 'revoke',
    menu: ['Administration', 'Integration', 'Connector Access Control'],
    menuLocation: 'navigation',
    environmentVariable: 'MINDKEY_API_KEY',
  },
};
