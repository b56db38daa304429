import type { Profile, RefusalFace } from './profile.ts';

function problem(status: number, title: string, code: string, headers = {}): RefusalFace {
  return {
    status,
    contentType: 'application/problem+json',
    body: { type: 'about:blank', title, status, code },
    headers,
  };
}

const UNAUTHORIZED = problem(401, 'Unauthorized', 'unauthorized', { 'WWW-Authenticate': 'Bearer' });
const FORBIDDEN = problem(403, 'Forbidden', 'insufficient-permission');
const UNAVAILABLE = problem(503, 'Service Unavailable', 'unavailable', { 'Retry-After': '1' });

/** Postern's own contract: nothing tells a stranger why a key was refused. */
export const defaultProfile: Profile = {
  name: 'default',
  format: {
    prefix: 'pst_',
    environmentMarkers: { live: 'live_', test: 'test_' },
    alphabet: 'base62',
    idLength: 12,
    secretLength: 24,
    checksumLength: 6,
  },
  places: [
    { header: 'authorization', scheme: 'Bearer' },
    { header: 'x-api-key', scheme: null },
  ],
  refusals: {
    missing: UNAUTHORIZED,
    malformed: UNAUTHORIZED,
    unavailable: UNAVAILABLE,
    unknown: UNAUTHORIZED,
    'wrong-tenant': UNAUTHORIZED,
    revoked: UNAUTHORIZED,
    disabled: UNAUTHORIZED,
    expired: UNAUTHORIZED,
    'owner-cut-off': UNAUTHORIZED,
    'insufficient-permission': FORBIDDEN,
  },
};
