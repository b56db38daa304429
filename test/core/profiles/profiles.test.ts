import { describe, expect, it } from 'vitest';
import { REFUSALS, type Refusal } from '../../../lib/core/access/outcomes.ts';
import { IDENTIFIER, PERMISSION } from '../../../lib/core/identifiers.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';

const UNAUTHORIZED = 401;

/** What says nothing of a key: how the request came, that we can't tell, and what needs an accepted key. */
const OTHERS: readonly Refusal[] = ['insecure-transport', 'unavailable', 'insufficient-permission'];

/** What a product documents an answer of its own for. Whatever isn't here looks like an unknown key. */
const DOCUMENTED: Readonly<Record<string, readonly Refusal[]>> = {
  mindhunters: ['missing', 'malformed', 'unknown-tenant'],
};

describe.each([...PROFILES.values()])('profile $name', (profile) => {
  const { name, places, refusals, lifetime, routes } = profile;

  it('answers every refusal with a 4xx, and an unavailable dependency with a retryable 503', () => {
    expect(Object.keys(refusals).sort()).toEqual([...REFUSALS].sort());
    for (const [outcome, { status, headers }] of Object.entries(refusals)) {
      if (outcome === 'unavailable') {
        expect({ status, headers }).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
      } else expect(status, outcome).toSatisfy((code: number) => code >= 400 && code < 500);
    }
  });

  it('shows whatever is wrong with a key as an unknown one, but for what the product documents', () => {
    const documented = DOCUMENTED[name] ?? [];
    for (const outcome of REFUSALS.filter((each) => !OTHERS.includes(each))) {
      if (documented.includes(outcome)) expect(refusals[outcome], outcome).not.toEqual(refusals.unknown);
      else expect(refusals[outcome], outcome).toEqual(refusals.unknown);
    }
  });

  it('shows a revoked key as an unknown one whatever is documented: it is found without its secret', () => {
    expect(refusals.revoked).toEqual(refusals.unknown);
  });

  it('says with every 401 how to come back, and with nothing else', () => {
    for (const [outcome, { status, headers }] of Object.entries(refusals)) {
      const isChallenged = Object.keys(headers).includes('WWW-Authenticate');
      expect(isChallenged, outcome).toBe(status === UNAUTHORIZED);
    }
  });

  it('looks for credentials in lower-case header names', () => {
    expect(places).not.toEqual([]);
    for (const { header } of places) expect(header).toBe(header.toLowerCase());
  });

  it('issues keys that it can read where their maker says nothing', () => {
    const { environments } = codecsOf(profile).key;
    if (environments.length > 0) expect(environments).toContain(profile.defaultEnvironment);
    expect(profile.defaultEnvironment).toMatch(IDENTIFIER);
    expect(profile.defaultPermissions).not.toEqual([]);
    for (const permission of profile.defaultPermissions) expect(permission).toMatch(PERMISSION);
    const { defaultDays, maxDays } = lifetime;
    if (maxDays !== null) expect(defaultDays ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(maxDays);
  });

  it('has routes for sessions where it has sessions, and only there', () => {
    expect(routes.some((route) => route.endsWith('Session'))).toBe(profile.sessionFormat !== null);
  });
});

describe('what Mindhunters documents', () => {
  it.each<[Refusal, number, string]>([
    ['missing', 401, 'Missing Authorization header'],
    ['malformed', 401, 'Invalid token format'],
    ['unknown', 401, 'Unauthorized'],
    ['unknown-tenant', 404, 'Not Found'],
    ['insufficient-permission', 403, 'Forbidden'],
  ])('is how it answers: %s', (outcome, status, error) => {
    expect(mindhunters.refusals[outcome]).toMatchObject({ status, body: { error } });
  });
});

it('Minds answers with status code, status message and message, each as the status says', () => {
  expect(minds.refusals.unknown).toMatchObject({
    status: 401,
    body: { statusCode: 401, statusMessage: 'Unauthorized', message: 'Invalid or missing API key' },
  });
  for (const { status, body } of Object.values(minds.refusals)) {
    expect(Object.keys(body)).toEqual(['statusCode', 'statusMessage', 'message']);
    expect(body.statusCode).toBe(status);
  }
});
