import { defaultProfile } from './default.ts';
import { documentedResponses, responsesByOutcome } from './error-responses.ts';
import type { Profile } from './profile.ts';

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Invalid or missing API key',
  403: 'The API key may not do this',
  429: 'Too many requests',
  503: 'Try again in a moment',
};

const errorResponses = documentedResponses(
  (statusCode, statusMessage) => ({
    statusCode,
    statusMessage,
    message: MESSAGES[statusCode] ?? statusMessage,
  }),
  'Bearer',
);

/** Minds: prefixed keys of accounts, and an API to manage them with a key (MI-01 to MI-18). */
export const minds: Profile = {
  name: 'minds',
  title: 'Minds',
  // `minds_` and 48 hex digits (MI-03): 6 bytes of key id, 16 of secret, 2 of checksum.
  format: { prefix: 'minds_', alphabet: 'hex', idLength: 12, secretLength: 32, checksumLength: 4 },
  sessionFormat: null,
  defaultEnvironment: 'live',
  credentialLocations: [{ header: 'authorization', scheme: 'Bearer' }],
  tenancy: 'by-key',
  errorResponses: responsesByOutcome(errorResponses),
  routes: ['whoAmI', 'listOwnKeys', 'createOwnKey', 'deleteOwnKey'],
  errors: 'status-message',
  owners: ['account'],
  keyReaders: ['app-admin', 'developer', 'auditor'],
  keyManagers: ['app-admin', 'developer'],
  developersManage: 'own-keys',
  permissions: null,
  defaultPermissions: ['read', 'write', 'delete', 'keys:manage'],
  lifetime: defaultProfile.lifetime,
  plans: {
    free: { apiLimits: { minds: 1, flows: 0 } },
    lite: { apiLimits: { minds: 3, flows: 3 } },
    premium: { apiLimits: { minds: null, flows: null } },
    academic: { apiLimits: { minds: null, flows: null } },
    team: { apiLimits: { minds: null, flows: null } },
  },
  policies: defaultProfile.policies,
  displayNames: {
    key: 'API key',
    permissions: 'permissions',
    createKey: 'Generate New API Key',
    endKey: 'delete',
    menu: ['Settings', 'API Keys'],
    menuLocation: 'navigation',
    environmentVariable: 'MINDS_API_KEY',
  },
};
