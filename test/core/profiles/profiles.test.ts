import { describe, expect, it } from 'vitest';
import { DENIALS, type DenialOutcome } from '../../../lib/core/access/outcomes.ts';
import { IDENTIFIER, PERMISSION } from '../../../lib/core/identifiers.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { LIMIT_OUTCOMES } from '../../../lib/core/profiles/error-responses.ts';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { confusableValues, ruleViolations } from '../../../lib/core/profiles/rules.ts';

const UNAUTHORIZED = 401;

/** What says nothing of a key: how the request came, that we can't tell, and what needs an accepted key. */
const OTHERS: readonly DenialOutcome[] = [
  'insecure-transport',
  'unavailable',
  'ip-not-allowed',
  'insufficient-permission',
  'limiter-unavailable',
  ...LIMIT_OUTCOMES,
];

/** What a product documents an answer of its own for. Whatever isn't here looks like an unknown key. */
const DOCUMENTED: Readonly<Record<string, readonly DenialOutcome[]>> = {
  mindhunters: ['missing', 'malformed', 'unknown-tenant'],
};

describe.each([...PROFILES.values()])('profile $name', (profile) => {
  const { name, credentialLocations, errorResponses, lifetime, routes } = profile;

  it('returns a 4xx for every denial, and a retryable 503 for an unavailable dependency', () => {
    expect(Object.keys(errorResponses).sort()).toEqual([...DENIALS].sort());
    for (const [outcome, { status, headers }] of Object.entries(errorResponses)) {
      if (outcome === 'unavailable' || outcome === 'limiter-unavailable') {
        expect({ status, headers }).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
      } else expect(status, outcome).toSatisfy((code: number) => code >= 400 && code < 500);
    }
  });

  it('reports every denied key as unknown, except for the documented causes', () => {
    const documented = DOCUMENTED[name] ?? [];
    for (const outcome of DENIALS.filter((each) => !OTHERS.includes(each))) {
      if (documented.includes(outcome))
        expect(errorResponses[outcome], outcome).not.toEqual(errorResponses.unknown);
      else expect(errorResponses[outcome], outcome).toEqual(errorResponses.unknown);
    }
  });

  it('reports a revoked key as unknown in every profile, because it is found without its secret', () => {
    expect(errorResponses.revoked).toEqual(errorResponses.unknown);
  });

  it('has an authentication challenge with every 401 and with no other status', () => {
    for (const [outcome, { status, headers }] of Object.entries(errorResponses)) {
      const isChallenged = Object.keys(headers).includes('WWW-Authenticate');
      expect(isChallenged, outcome).toBe(status === UNAUTHORIZED);
    }
  });

  it('reads credentials from lower-case header names', () => {
    expect(credentialLocations).not.toEqual([]);
    for (const { header } of credentialLocations) expect(header).toBe(header.toLowerCase());
  });

  it('issues keys that it can parse with default settings', () => {
    const { environments } = codecsOf(profile).key;
    if (environments.length > 0) expect(environments).toContain(profile.defaultEnvironment);
    expect(profile.defaultEnvironment).toMatch(IDENTIFIER);
    expect(profile.defaultPermissions).not.toEqual([]);
    for (const permission of profile.defaultPermissions) expect(permission).toMatch(PERMISSION);
    const { defaultDays, maxDays } = lifetime;
    if (maxDays !== null) expect(defaultDays ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(maxDays);
  });

  it('violates no rule that custom profiles must obey', () => {
    expect(ruleViolations(profile)).toEqual([]);
    for (const other of PROFILES.values())
      if (other !== profile) expect(confusableValues(profile, other)).toEqual([]);
  });

  it('has routes for sessions only if it has sessions', () => {
    expect(routes.some((route) => route.endsWith('Session'))).toBe(profile.sessionFormat !== null);
  });
});

describe('the documented responses of Mindhunters', () => {
  it.each<[DenialOutcome, number, string]>([
    ['missing', 401, 'Missing Authorization header'],
    ['malformed', 401, 'Invalid token format'],
    ['unknown', 401, 'Unauthorized'],
    ['unknown-tenant', 404, 'Not Found'],
    ['insufficient-permission', 403, 'Forbidden'],
  ])('are returned: %s', (outcome, status, error) => {
    expect(mindhunters.errorResponses[outcome]).toMatchObject({ status, body: { error } });
  });
});

it('returns status code, status message and message of Minds for each status', () => {
  expect(minds.errorResponses.unknown).toMatchObject({
    status: 401,
    body: { statusCode: 401, statusMessage: 'Unauthorized', message: 'Invalid or missing API key' },
  });
  for (const { status, body } of Object.values(minds.errorResponses)) {
    expect(Object.keys(body)).toEqual(['statusCode', 'statusMessage', 'message']);
    expect(body.statusCode).toBe(status);
  }
});
