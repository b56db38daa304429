import { defaultProfile } from './default.ts';
import { problemDetailsResponses, responsesByOutcome } from './error-responses.ts';
import type { Profile } from './profile.ts';

/** MindBridge: tokens of invited people, limited by their roles (MB-01 to MB-13). */
export const mindbridge: Profile = {
  name: 'mindbridge',
  title: 'MindBridge',
  format: { prefix: 'mbt_', alphabet: 'base62', idLength: 12, secretLength: 24, checksumLength: 6 },
  sessionFormat: null,
  defaultEnvironment: 'live',
  credentialLocations: [{ header: 'authorization', scheme: 'Bearer' }],
  tenancy: 'by-key',
  errorResponses: responsesByOutcome(problemDetailsResponses('Bearer')),
  routes: [],
  errors: 'problem-details',
  owners: ['person', 'application'],
  keyReaders: ['app-admin'],
  keyManagers: ['app-admin'],
  developersManage: 'own-keys',
  permissions: ['read', 'write', 'delete'],
  defaultPermissions: ['read'],
  lifetime: defaultProfile.lifetime,
  plans: {},
  policies: defaultProfile.policies,
  displayNames: {
    key: 'API token',
    permissions: 'permissions',
    createKey: 'Create API token',
    endKey: 'delete',
    menu: ['API'],
    menuLocation: 'navigation',
    environmentVariable: 'MINDBRIDGE_API_TOKEN',
  },
};
