import { expect, it } from 'vitest';
import { viewProfile } from '../../../lambdas/public-api/profile.ts';
import { profile as profileVariable } from '../../../lib/contracts/environment/fields.ts';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { mayCall, reachOf } from '../../../lib/contracts/http/role-permissions.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import { requirePermission } from '../../../lib/core/access/permissions.ts';
import {
  type CredentialLocation,
  presentedCredential,
} from '../../../lib/core/access/presented-credential.ts';
import type { KeyFormat } from '../../../lib/core/keys/format.ts';
import { type IssueKeyInput, issueKey } from '../../../lib/core/keys/issue.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import type { DisplayNames, Lifetime, Policies, Profile } from '../../../lib/core/profiles/profile.ts';
import { checkTenant } from '../../../lib/core/rotation/daily-check.ts';
import { defaultSettings } from '../../../lib/core/rotation/settings.ts';
import { createAccessCheck } from '../../../lib/enforcement/access-check.ts';
import { NOON } from '../../support/entities.ts';
import { createHolderApi } from '../../support/holder-api.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue, NEW_KEY } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

type Nested = 'format' | 'credentialLocations' | 'lifetime' | 'policies' | 'displayNames';
type Setting =
  | Exclude<keyof Profile, Nested>
  | `format.${keyof KeyFormat}`
  | `credentialLocations.${keyof CredentialLocation}`
  | `lifetime.${keyof Lifetime}`
  | `policies.${keyof Policies}`
  | `displayNames.${keyof DisplayNames}`;

interface Effect {
  /** Another value than that of the default profile. */
  readonly change: (profile: Profile) => Partial<Profile>;
  /** What a deployment with the profile does. */
  readonly observed: (profile: Profile) => unknown;
}

const KEY = { environment: 'live', keyId: 'A'.repeat(12), secret: 'B'.repeat(24) };

/** What keys look like: drawn from bytes that are always the same. */
const drawnValue = ({ format }: Profile) => {
  const { key } = codecsOf({ format, sessionFormat: null });
  return key.compose({ environment: 'live', ...key.generate((count) => new Uint8Array(count).fill(10)) });
};
const format = (change: Partial<KeyFormat>): Effect => ({
  change: (profile) => ({ format: { ...profile.format, ...change } }),
  observed: drawnValue,
});
const places = (place: CredentialLocation): Effect => ({
  change: () => ({ credentialLocations: [place] }),
  observed: ({ credentialLocations: accepted, ...profile }) => {
    const codecs = codecsOf(profile);
    const bearer = [`Bearer ${codecs.key.compose(KEY)}`];
    return presentedCredential(accepted, codecs, (name) => (name === 'authorization' ? bearer : [])).outcome;
  },
});
const contract = (change: Partial<DisplayNames>, observed: (words: DisplayNames) => unknown): Effect => ({
  change: ({ displayNames }) => ({ displayNames: { ...displayNames, ...change } }),
  observed: (profile) => observed(viewProfile(profile, profile.plans).displayNames),
});
const lifetime = (change: Partial<Lifetime>, observed: Effect['observed']): Effect => ({
  change: (profile) => ({ lifetime: { ...profile.lifetime, ...change } }),
  observed,
});
const policies = (change: Partial<Policies>, observed: Effect['observed']): Effect => ({
  change: (profile) => ({ policies: { ...profile.policies, ...change } }),
  observed,
});

async function tenantOf(profile: Profile) {
  const deps = useCaseDeps(createMemoryStore({}), { nowMs: NOON }, profile);
  await createTenantWithOwners(deps);
  return deps;
}

async function issued(profile: Profile, given: Partial<IssueKeyInput>) {
  const result = await issueKey(await tenantOf(profile), ADA, { ...NEW_KEY, ...given });
  if (result.outcome !== 'issued') return result.outcome;
  const { environment, permissions, expiresAtMs } = result.key;
  return { environment, permissions, expiresAtMs };
}

async function expiryReports(profile: Profile) {
  const { store } = await tenantOf(profile);
  const deps = useCaseDeps(store, { nowMs: NOON }, profile);
  await issue(deps, { expiresAtMs: NOON + 5 * MS_PER_DAY });
  const reported: unknown[] = [];
  const dailyChecks = { publishCheck: async (report: unknown) => void reported.push(report) };
  await checkTenant({ ...deps, dailyChecks }, { tenant: 'acme', day: Math.floor(NOON / MS_PER_DAY) });
  return reported.length;
}

/** What the authorizer decides on a key of `acme` at a host of another tenant. */
async function decisionAtOtherHost(profile: Profile) {
  const deps = await tenantOf(profile);
  const { value } = await issue(deps);
  const check = createAccessCheck({
    ...deps,
    trustedHost: 'domain-name',
    forwardedProto: false,
    costs: {},
    requirementFor: () => requirePermission('read'),
    via: 'authorizer',
    lookup: createLookup(deps.store, { tenantSuspension: false }),
    buckets: localBuckets(),
    stopwatch: () => 0,
    write: () => {},
  });
  const headers = (name: string) => (name === 'authorization' ? [`Bearer ${value}`] : []);
  const request = { headers, method: 'GET', route: '/orders', requestId: 'r', sourceAddress: '203.0.113.9' };
  return (await check({ ...request, domainName: 'other.example.com' })).outcome;
}

/** A new field does not compile until its effect is here. */
const EFFECTS: Readonly<Record<Setting, Effect>> = {
  name: {
    change: () => ({ name: 'mindset' }),
    observed: (profile) => profileVariable.write(profile).POSTERN_PROFILE,
  },
  settings: {
    change: () => ({ settings: { name: 'orders', prefix: 'ord_' } }),
    observed: (profile) => profileVariable.read(profileVariable.write(profile)).format.prefix,
  },
  title: { change: () => ({ title: 'Orders' }), observed: (profile) => viewProfile(profile, {}).title },
  'format.prefix': format({ prefix: 'ord_' }),
  'format.environmentMarkers': format({ environmentMarkers: { live: 'l_' } }),
  'format.alphabet': format({ alphabet: 'hex' }),
  'format.idLength': format({ idLength: 14 }),
  'format.secretLength': format({ secretLength: 32 }),
  'format.checksumLength': format({ checksumLength: 5 }),
  sessionFormat: {
    change: () => ({ sessionFormat: mindset.sessionFormat }),
    observed: (profile) => codecsOf(profile).session?.hint({ environment: 'live', keyId: 'x' }),
  },
  defaultEnvironment: {
    change: () => ({ defaultEnvironment: 'test' }),
    observed: (profile) => issued(profile, { environment: undefined }),
  },
  'credentialLocations.header': places({ header: 'x-orders-key', scheme: 'Bearer' }),
  'credentialLocations.scheme': places({ header: 'authorization', scheme: 'Key' }),
  tenancy: { change: () => ({ tenancy: 'by-host' }), observed: decisionAtOtherHost },
  errorResponses: {
    change: ({ errorResponses }) => ({
      errorResponses: {
        ...errorResponses,
        missing: { ...errorResponses.missing, body: { error: 'No key' } },
      },
    }),
    observed: async (profile) => (await createHolderApi(profile).call('ping')).body,
  },
  routes: {
    change: () => ({ routes: ['ping', 'whoAmI'] }),
    observed: (profile) => Object.keys(openApiDocument(profile).paths),
  },
  errors: {
    change: () => ({ errors: 'status-message' }),
    observed: async (profile) => {
      const api = createHolderApi({ ...profile, routes: ['createOwnKey'] });
      const { value } = await api.newKey();
      return (await api.call('createOwnKey', { value, body: '{"name":7}' })).body;
    },
  },
  owners: { change: () => ({ owners: ['person'] }), observed: (profile) => issued(profile, {}) },
  keyReaders: {
    change: () => ({ keyReaders: ['app-admin'] }),
    observed: (profile) => mayCall('developer', 'listKeys', profile),
  },
  keyManagers: {
    change: () => ({ keyManagers: ['app-admin'] }),
    observed: (profile) => mayCall('developer', 'createKey', profile),
  },
  developersManage: {
    change: () => ({ developersManage: 'application-keys' }),
    observed: (profile) => reachOf('developer', 'createKey', profile),
  },
  permissions: {
    change: () => ({ permissions: ['read'] }),
    observed: (profile) => issued(profile, { permissions: ['write'] }),
  },
  defaultPermissions: {
    change: () => ({ defaultPermissions: ['orders:read'] }),
    observed: (profile) => issued(profile, { permissions: undefined }),
  },
  'lifetime.defaultDays': lifetime({ defaultDays: 30 }, (profile) =>
    issued(profile, { expiresAtMs: undefined }),
  ),
  'lifetime.maxDays': lifetime({ maxDays: 30 }, (profile) =>
    issued(profile, { expiresAtMs: NOON + 31 * MS_PER_DAY }),
  ),
  plans: {
    change: () => ({ plans: { gold: { apiLimits: { requestsPerDay: 1000 } } } }),
    observed: async (profile) => {
      const owner = { tenant: 'acme', id: 'shop', kind: 'application', name: null, role: null } as const;
      return (await createOwner(await tenantOf(profile), ADA, { ...owner, plan: 'gold', email: null }))
        .outcome;
    },
  },
  'policies.rotateEveryDays': policies(
    { rotateEveryDays: 45 },
    (profile) => defaultSettings(profile).rotateEveryMs,
  ),
  'policies.warnBeforeExpiryDays': policies({ warnBeforeExpiryDays: [5] }, expiryReports),
  'displayNames.key': contract({ key: 'token' }, ({ key }) => key),
  'displayNames.permissions': contract({ permissions: 'scopes' }, ({ permissions }) => permissions),
  'displayNames.createKey': contract({ createKey: 'Generate a token' }, ({ createKey }) => createKey),
  'displayNames.endKey': contract({ endKey: 'delete' }, ({ endKey }) => endKey),
  'displayNames.menuLocation': contract({ menuLocation: 'profile-menu' }, ({ menuLocation }) => menuLocation),
  'displayNames.menu': contract({ menu: ['Settings', 'Tokens'] }, ({ menu }) => menu),
  'displayNames.environmentVariable': contract(
    { environmentVariable: 'ORDERS_TOKEN' },
    (words) => words.environmentVariable,
  ),
};

it.each(Object.entries(EFFECTS))(
  'an update of %s changes the behavior of a deployment',
  async (_, { change, observed }) => {
    const before = await observed(defaultProfile);
    const after = await observed({ ...defaultProfile, ...change(defaultProfile) });
    expect(after).not.toEqual(before);
  },
);
