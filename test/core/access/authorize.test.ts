import { describe, expect, it } from 'vitest';
import { authorize } from '../../../lib/core/access/authorize.ts';
import type { RequestedTenant } from '../../../lib/core/access/decide.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { codec, issuedKey, NOW_MS } from '../../../scripts/samples/issued-key.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { tenantOf } from '../../support/entities.ts';
import { issuedSession, sessionCodec } from '../../support/issued-session.ts';

const { key, value } = issuedKey();
const stranger = issuedKey();
const { session, value: sessionValue } = issuedSession(key);

interface Asked {
  readonly tenant?: RequestedTenant;
  readonly insecure?: boolean;
}

function ask(reader: CountingReader, apiKey: string | undefined, asked: Asked = {}) {
  const causes: unknown[] = [];
  const deps = {
    locations: defaultProfile.credentialLocations,
    codecs: { key: codec, session: sessionCodec },
    lookup: createLookup(reader, { tenantSuspension: false }),
    clock: () => NOW_MS,
    onUnavailable: (cause: unknown) => causes.push(cause),
  };
  const headers = (name: string) => (name === 'x-api-key' && apiKey !== undefined ? [apiKey] : []);
  const request = {
    headers,
    requirement: { kind: 'any-key' } as const,
    sourceAddress: '192.0.2.1',
    ...asked,
  };
  return authorize(deps, request).then((decision) => ({ decision, causes }));
}

function readerWithKey(settings: Partial<Key> = {}): CountingReader {
  const reader = new CountingReader();
  reader.keys.set(key.id, { ...key, ...settings });
  reader.sessions.set(session.id, session);
  for (const id of [key.tenant, 'globex']) reader.tenants.set(id, tenantOf({ id }));
  return reader;
}

it.each([
  ['missing', undefined],
  ['malformed', `${value} x`],
  ['unrecognized-credential', `${value}x`],
])('denies a credential that is %s without a read, for any tenant', async (outcome, apiKey) => {
  for (const tenant of [undefined, null, key.tenant, 'nobody']) {
    const reader = readerWithKey();
    expect((await ask(reader, apiKey, { tenant })).decision).toEqual({ outcome });
    expect(reader.reads).toEqual([]);
  }
});

it('allows a valid credential with one read', async () => {
  const reader = readerWithKey();
  expect((await ask(reader, value)).decision).toMatchObject({ outcome: 'allowed', key });
  expect(reader.reads).toEqual([`key ${key.id}`]);
});

it('allows a valid session in place of its key', async () => {
  const reader = readerWithKey();
  expect((await ask(reader, sessionValue)).decision).toMatchObject({
    outcome: 'allowed',
    key,
    session,
    generation: null,
  });
  expect(reader.reads).toEqual([`session ${session.id}`, `key ${key.id}`, `owner acme ${key.owner}`]);
});

it('decides on the tenant of the request', async () => {
  for (const credential of [value, sessionValue]) {
    const outcomeAt = async (tenant: string) =>
      (await ask(readerWithKey(), credential, { tenant })).decision.outcome;
    expect(await outcomeAt('globex')).toBe('wrong-tenant');
    expect(await outcomeAt(key.tenant)).toBe('allowed');
  }
});

describe('the existence of the tenant', () => {
  it.each<[string, string, Partial<Key>, RequestedTenant]>([
    ['allowed', value, {}, key.tenant],
    ['allowed', value, {}, undefined],
    ['expired', value, { expiresAtMs: NOW_MS }, key.tenant],
    ['disabled', value, { status: 'disabled' }, key.tenant],
    ['revoked', value, { status: 'revoked', credentials: [] }, key.tenant],
    ['unknown', stranger.value, {}, undefined],
  ])('is not read where a key is %s', async (outcome, credential, settings, tenant) => {
    const reader = readerWithKey(settings);
    expect((await ask(reader, credential, { tenant })).decision.outcome).toBe(outcome);
    expect(reader.reads).toHaveLength(1);
  });

  it.each<[string, string, string, Partial<Key>]>([
    ['unknown', 'globex', stranger.value, {}],
    ['unknown-tenant', 'nobody', stranger.value, {}],
    ['wrong-tenant', 'globex', value, {}],
    ['unknown-tenant', 'nobody', value, {}],
    ['unknown', 'globex', value, { status: 'revoked', credentials: [] }],
    ['unknown-tenant', 'nobody', value, { status: 'revoked', credentials: [] }],
  ])('is read once, after the key: %s at %s (%#)', async (outcome, tenant, credential, settings) => {
    const reader = readerWithKey(settings);
    expect((await ask(reader, credential, { tenant })).decision.outcome).toBe(outcome);
    expect(reader.reads).toEqual([expect.stringMatching(/^key /), `tenant ${tenant}`]);
  });

  it.each([value, stranger.value])('requires no read if the host has no tenant (%#)', async (credential) => {
    const reader = readerWithKey();
    expect((await ask(reader, credential, { tenant: null })).decision.outcome).toBe('unknown-tenant');
    expect(reader.reads).toEqual([expect.stringMatching(/^key /)]);
  });

  it('denies the request if it cannot be read', async () => {
    const reader = readerWithKey();
    const failure = new Error('throttled');
    reader.readTenant = async () => {
      throw failure;
    };
    expect(await ask(reader, stranger.value, { tenant: 'globex' })).toEqual({
      decision: { outcome: 'unavailable' },
      causes: [failure],
    });
  });
});

it.each([undefined, `${value}x`, value])(
  'denies a request over plain HTTP before any other check (%#)',
  async (apiKey) => {
    const reader = readerWithKey();
    expect((await ask(reader, apiKey, { insecure: true, tenant: 'nobody' })).decision).toEqual({
      outcome: 'insecure-transport',
    });
    expect(reader.reads).toEqual([]);
  },
);

it.each([value, sessionValue])(
  'a reader that fails allows nothing, and its error is told to the operator alone (%#)',
  async (credential) => {
    const reader = readerWithKey();
    reader.failure = new Error('throttled');
    expect(await ask(reader, credential)).toEqual({
      decision: { outcome: 'unavailable' },
      causes: [reader.failure],
    });
  },
);
