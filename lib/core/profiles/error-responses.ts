import type { Refusal } from '../access/outcomes.ts';
import type { RefusalFace } from './profile.ts';

type Headers = RefusalFace['headers'];

const RETRY: Headers = { 'Retry-After': '1' };

/** The faces that refusals can have where nothing tells a stranger why. */
export interface Faces {
  readonly unauthorized: RefusalFace;
  readonly forbidden: RefusalFace;
  /** To be tried again. */
  readonly unavailable: RefusalFace;
  /** Of plain HTTP, where a proxy in front lets it through. */
  readonly insecure: RefusalFace;
}

/** Postern's own faces, problem details (RFC 9457), for what a product doesn't document. */
export function ownFaces(scheme: string): Faces {
  return {
    unauthorized: problem(401, 'Unauthorized', 'unauthorized', { 'WWW-Authenticate': scheme }),
    forbidden: problem(403, 'Forbidden', 'insufficient-permission'),
    unavailable: problem(503, 'Service Unavailable', 'unavailable', RETRY),
    insecure: problem(403, 'Forbidden', 'insecure-transport'),
  };
}

/** The faces of a product that documents one body for all refusals, but for status and title. */
export function documentedFaces(
  bodyOf: (status: number, title: string) => RefusalFace['body'],
  scheme: string,
): Faces {
  const face = (status: number, title: string, headers: Headers = {}): RefusalFace => ({
    status,
    contentType: 'application/json',
    body: bodyOf(status, title),
    headers,
  });
  return {
    unauthorized: face(401, 'Unauthorized', { 'WWW-Authenticate': scheme }),
    forbidden: face(403, 'Forbidden'),
    unavailable: face(503, 'Service Unavailable', RETRY),
    insecure: face(403, 'Forbidden'),
  };
}

/** A refusal for every outcome, so that from outside all that fails for the same reason looks the same. */
export function refusalsOf({
  unauthorized,
  forbidden,
  unavailable,
  insecure,
}: Faces): Readonly<Record<Refusal, RefusalFace>> {
  return {
    'insecure-transport': insecure,
    missing: unauthorized,
    malformed: unauthorized,
    'not-ours': unauthorized,
    unavailable,
    'unknown-tenant': unauthorized,
    unknown: unauthorized,
    'wrong-tenant': unauthorized,
    revoked: unauthorized,
    disabled: unauthorized,
    deleted: unauthorized,
    ended: unauthorized,
    expired: unauthorized,
    'owner-deactivated': unauthorized,
    'insufficient-permission': forbidden,
  };
}

function problem(status: number, title: string, code: string, headers: Headers = {}): RefusalFace {
  return {
    status,
    contentType: 'application/problem+json',
    body: { type: 'about:blank', title, status, code },
    headers,
  };
}
