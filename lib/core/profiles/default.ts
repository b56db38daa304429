import { problemDetailsResponses, responsesByOutcome } from './error-responses.ts';
import type { Profile } from './profile.ts';

/** The default profile of Postern: responses do not reveal why a key was denied. */
export const defaultProfile: Profile = {
  name: 'default',
  title: 'Postern',
  format: {
    prefix: 'pst_',
    environmentMarkers: { live: 'live_', test: 'test_' },
    alphabet: 'base62',
    idLength: 12,
    secretLength: 24,
    checksumLength: 6,
  },
  sessionFormat: null,
  defaultEnvironment: 'live',
  credentialLocations: [
    { header: 'authorization', scheme: 'Bearer' },
    { header: 'x-api-key', scheme: null },
  ],
  tenancy: 'by-key',
  errorResponses: responsesByOutcome(problemDetailsResponses('Bearer')),
  routes: ['ping', 'showOwnLimits'],
  errors: 'problem-details',
  owners: ['person', 'application', 'account'],
  keyReaders: ['app-admin', 'developer', 'auditor'],
  keyManagers: ['app-admin', 'developer'],
  developersManage: 'own-keys',
  permissions: null,
  defaultPermissions: ['read'],
  lifetime: { defaultDays: null, maxDays: null },
  plans: {},
  policies: { rotateEveryDays: null, warnBeforeExpiryDays: [30, 7, 1] },
  displayNames: {
    key: 'API key',
    permissions: 'permissions',
    createKey: 'Create API key',
    endKey: 'revoke',
    menu: ['Keys'],
    menuLocation: 'navigation',
    environmentVariable: 'POSTERN_API_KEY',
  },
};
