import { defaultProfile } from './default.ts';
import { problemDetailsResponses, responsesByOutcome } from './error-responses.ts';
import type { Profile } from './profile.ts';

/** Mindset AI: one header, keys of applications, and sessions that outlive their key (MS-01 to MS-11). */
export const mindset: Profile = {
  name: 'mindset',
  title: 'Mindset AI',
  // One long alphanumeric string (MS-05): the prefix has only letters, and there is no marker.
  format: { prefix: 'msk', alphabet: 'base62', idLength: 12, secretLength: 32, checksumLength: 6 },
  sessionFormat: { prefix: 'mss', alphabet: 'base62', idLength: 14, secretLength: 32, checksumLength: 6 },
  defaultEnvironment: 'live',
  credentialLocations: [{ header: 'x-api-key', scheme: null }],
  tenancy: 'by-key',
  errorResponses: responsesByOutcome(problemDetailsResponses('ApiKey')),
  routes: ['createSession', 'listSessions', 'endSession'],
  errors: 'problem-details',
  owners: ['application'],
  keyReaders: ['app-admin', 'developer', 'auditor'],
  keyManagers: ['app-admin'],
  developersManage: 'own-keys',
  permissions: null,
  // App-owner access (MS-02).
  defaultPermissions: ['read', 'write', 'delete', 'sessions:manage'],
  lifetime: defaultProfile.lifetime,
  plans: {},
  policies: defaultProfile.policies,
  displayNames: {
    key: 'API key',
    permissions: 'permissions',
    createKey: 'Generate API key',
    endKey: 'delete',
    menu: ['API key management'],
    menuLocation: 'navigation',
    environmentVariable: 'MINDSET_API_KEY',
  },
};
