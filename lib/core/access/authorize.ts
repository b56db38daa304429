import type { Clock } from '../runtime.ts';
import { type Decision, decide, type RequestedTenant } from './decide.ts';
import { decideOnSession } from './decide-session.ts';
import type { Lookup } from './lookup.ts';
import type { Requirement } from './permissions.ts';
import {
  type Codecs,
  type CredentialLocation,
  type Headers,
  type Presented,
  presentedCredential,
} from './presented-credential.ts';

export interface AccessRequest {
  readonly headers: Headers;
  readonly requirement: Requirement;
  readonly tenant?: RequestedTenant;
  /** Whether the request is known to have used plain HTTP. */
  readonly insecure?: boolean;
  /** The verified address of the caller; null if the decision is not about a request. */
  readonly sourceAddress: string | null;
}

export interface AuthorizeDeps {
  readonly locations: readonly CredentialLocation[];
  readonly codecs: Codecs;
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** Receives the cause if the records cannot be read; the decision is `unavailable`. */
  readonly onUnavailable?: (cause: unknown) => void;
}

/** Authorizes a request: checks the form without I/O, then reads the records, then decides. Never throws. */
export async function authorize(deps: AuthorizeDeps, request: AccessRequest): Promise<Decision> {
  if (request.insecure) return { outcome: 'insecure-transport' };
  const presented = presentedCredential(deps.locations, deps.codecs, request.headers);
  if (presented.outcome !== 'presented') return { outcome: presented.outcome };
  try {
    const decision = await decideOn(deps, presented, request);
    return (await isAtUnknownTenant(deps, decision, request.tenant))
      ? { ...decision, outcome: 'unknown-tenant' }
      : decision;
  } catch (cause) {
    deps.onUnavailable?.(cause);
    return { outcome: 'unavailable' };
  }
}

/** Decides on a well-formed value of a key or a session. */
export async function decideOn(
  { lookup, clock }: Pick<AuthorizeDeps, 'lookup' | 'clock'>,
  { kind, value: presented }: Presented,
  { requirement, tenant, sourceAddress }: Pick<AccessRequest, 'requirement' | 'tenant' | 'sourceAddress'>,
): Promise<Decision> {
  if (kind === 'session') {
    const records = await lookup.session(presented.keyId);
    return decideOnSession({ presented, ...records, requirement, tenant, sourceAddress, nowMs: clock() });
  }
  const records = await lookup.key(presented.keyId);
  return decide({ presented, ...records, requirement, tenant, sourceAddress, nowMs: clock() });
}

/** Reads the tenant only if it can change the response: requests with a valid key do not pay for the read. */
async function isAtUnknownTenant(
  { lookup }: AuthorizeDeps,
  { outcome }: Decision,
  tenant: RequestedTenant,
): Promise<boolean> {
  const mayBe = tenant !== undefined && (outcome === 'unknown' || outcome === 'wrong-tenant');
  return mayBe && (tenant === null || !(await lookup.hasTenant(tenant)));
}
