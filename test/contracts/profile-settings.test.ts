import { describe, expect, it } from 'vitest';
import { profile as profileVariable } from '../../lib/contracts/environment/fields.ts';
import { type ProfileProps, parseProfile } from '../../lib/contracts/profile-settings.ts';
import { DENIALS } from '../../lib/core/access/outcomes.ts';
import { presentedCredential } from '../../lib/core/access/presented-credential.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';

const ACME: ProfileProps = { prefix: 'acme_', header: 'X-Acme-Key' };

/** Every field with a value that differs from the profile `default`. */
const COMPLETE: ProfileProps = {
  name: 'acme-prod',
  title: 'Acme',
  prefix: 'acme_',
  environmentMarkers: { production: 'prod_', sandbox: 'sbx_' },
  alphabet: 'hex',
  idLength: 14,
  secretLength: 40,
  checksumLength: 7,
  sessionPrefix: 'acmes_',
  credentialLocations: [
    { header: 'Authorization', scheme: 'Acme-Key' },
    { header: 'X-Acme-Key', scheme: null },
  ],
  errorBodies: {
    unauthorized: { error: 'unauthorized' },
    forbidden: { error: 'forbidden' },
    limited: { error: 'slow down' },
    unavailable: { error: 'try again' },
    insecure: { error: 'use https' },
  },
  defaultEnvironment: 'sandbox',
  tenancy: 'by-host',
  routes: ['ping', 'createSession'],
  errors: 'status-message',
  owners: ['application'],
  keyReaders: ['app-admin', 'auditor'],
  keyManagers: ['app-admin'],
  developersManage: 'application-keys',
  permissions: ['orders:read', 'orders:write'],
  defaultPermissions: ['orders:read'],
  lifetime: { defaultDays: 30, maxDays: 90 },
  policies: { rotateEveryDays: 60, warnBeforeExpiryDays: [3] },
  displayNames: {
    key: 'token',
    permissions: 'scopes',
    createKey: 'Create token',
    endKey: 'delete',
    menu: ['Settings', 'Tokens'],
    menuLocation: 'profile-menu',
    environmentVariable: 'ACME_TOKEN',
  },
};

describe('a custom profile', () => {
  it('has the fields of the profile default that it omits', () => {
    const profile = parseProfile(ACME);
    expect(profile).toMatchObject({
      name: 'acme',
      title: 'acme',
      format: { ...defaultProfile.format, prefix: 'acme_' },
      credentialLocations: [{ header: 'x-acme-key', scheme: null }],
      routes: defaultProfile.routes,
      lifetime: defaultProfile.lifetime,
      displayNames: { ...defaultProfile.displayNames, environmentVariable: 'ACME_API_KEY' },
    });
    expect(profile.errorResponses.unknown.headers).toEqual({ 'WWW-Authenticate': 'ApiKey' });
  });

  it('issues values that are accepted in its header and not in a header of the default profile', () => {
    const profile = parseProfile(ACME);
    const codecs = codecsOf(profile);
    const { keyId, secret } = codecs.key.generate((count) => new Uint8Array(count).fill(10));
    const value = codecs.key.compose({ environment: 'live', keyId, secret });
    expect(value).toMatch(/^acme_live_[0-9A-Za-z]{42}$/);
    const sentIn = (header: string) =>
      presentedCredential(profile.credentialLocations, codecs, (name) => (name === header ? [value] : []))
        .outcome;
    expect([sentIn('x-acme-key'), sentIn('x-api-key')]).toEqual(['presented', 'missing']);
  });

  it.each<[string, ProfileProps]>([
    ['a few fields', ACME],
    ['every field', COMPLETE],
    ['no fields', {}],
    [
      'undefined fields',
      {
        ...ACME,
        title: undefined,
        lifetime: { defaultDays: undefined, maxDays: 90 },
        policies: { rotateEveryDays: undefined },
        displayNames: { environmentVariable: undefined },
      },
    ],
  ])('with %s is the same in a function as in its construct', (_, props) => {
    const profile = parseProfile(props);
    expect(profileVariable.read(profileVariable.write(profile))).toEqual(profile);
  });

  it('changes every field that it sets', () => {
    const profile = parseProfile(COMPLETE);
    for (const [field, value] of Object.entries(profile))
      if (field !== 'plans')
        expect({ [field]: value }).not.toEqual({ [field]: Reflect.get(defaultProfile, field) });
  });

  it('sends its bodies with the status and the headers of every outcome', () => {
    const { errorResponses } = parseProfile(COMPLETE);
    for (const outcome of DENIALS) {
      const { status, headers } = errorResponses[outcome];
      expect(status).toBe(defaultProfile.errorResponses[outcome].status);
      expect(Object.keys(headers)).toEqual(Object.keys(defaultProfile.errorResponses[outcome].headers));
    }
    expect(errorResponses.revoked).toEqual(errorResponses.unknown);
    expect(errorResponses.unknown).toMatchObject({
      status: 401,
      contentType: 'application/json',
      body: { error: 'unauthorized' },
      headers: { 'WWW-Authenticate': 'Acme-Key' },
    });
  });

  it('limits new keys to the maximum lifetime if it sets no default', () => {
    expect(parseProfile({ ...ACME, lifetime: { maxDays: 90 } }).lifetime).toEqual({
      defaultDays: 90,
      maxDays: 90,
    });
  });
});

it.each<[string, unknown, RegExp]>([
  [
    'a prefix with a hyphen',
    { prefix: 'acme-' },
    /prefix must have 2 to 24 letters, digits and _.* received/,
  ],
  ['an unknown field', { prefx: 'acme_' }, /no other fields than: name, title, prefix/],
  [
    'a secret that is too short',
    { ...ACME, secretLength: 12 },
    /secretLength .* at least 22 for 128 bits, received 12/,
  ],
  [
    'a hex secret that is too short',
    { ...ACME, alphabet: 'hex', secretLength: 24 },
    /at least 32 for 128 bits/,
  ],
  [
    'an ID with frequent collisions',
    { ...ACME, idLength: 4 },
    /idLength .* at least 9 for 48 bits, received 4/,
  ],
  ['the prefix of a built-in profile', { ...ACME, prefix: 'minds_', name: 'own' }, /Choose another prefix/],
  [
    'a prefix that begins with one',
    { prefix: 'mskey_', environmentMarkers: null },
    /starts with 'msk' of a key of mindset/,
  ],
  [
    'other values with the default prefix',
    { secretLength: 30 },
    /starts with 'pst_live_' of a key of default/,
  ],
  [
    'markers that begin alike',
    { ...ACME, environmentMarkers: { a: 'l', b: 'live' } },
    /Choose another prefix/,
  ],
  ['sessions like keys', { ...ACME, sessionPrefix: 'acme_live_' }, /Choose another prefix/],
  ['sessions without a prefix', { ...ACME, routes: ['createSession'] }, /require sessionPrefix/],
  [
    'an environment without a marker',
    { ...ACME, defaultEnvironment: 'prod' },
    /one of: live, test, received 'prod'/,
  ],
  [
    'default permissions outside the vocabulary',
    { ...ACME, permissions: ['orders:read'] },
    /must be in permissions: orders:read/,
  ],
  [
    'a default lifetime above the maximum',
    { ...ACME, lifetime: { defaultDays: 9, maxDays: 3 } },
    /at most .* \(3\), received 9/,
  ],
  [
    'managers who cannot read',
    { ...ACME, keyReaders: ['auditor'] },
    /keyManagers must be in keyReaders \(auditor\)/,
  ],
  ['a reserved header', { header: 'Host', prefix: 'acme_' }, /must not be a header that gateways set/],
  [
    'two ways to name the header',
    { ...ACME, credentialLocations: [{ header: 'x-a', scheme: null }] },
    /Use either one/,
  ],
  ['a scheme without a header', { prefix: 'acme_', scheme: 'Key' }, /scheme requires header/],
  ['the name of a built-in profile', { ...ACME, name: 'minds' }, /Use another name/],
  [
    'a template in a body',
    { ...ACME, errorBodies: { forbidden: { a: '$context.identity' } } },
    /must not contain \$/,
  ],
  [
    'a template in the name of a field',
    { ...ACME, errorBodies: { forbidden: { '$context.identity': 'a' } } },
    /must not contain \$/,
  ],
])('rejects %s with the allowed values', (_, props, message) => {
  const parse = () => Reflect.apply(parseProfile, undefined, [props]);
  expect(parse).toThrow('Invalid profile: ');
  expect(parse).toThrow(message);
});
