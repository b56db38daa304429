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
  /** Whether it is known to have come over plain HTTP. */
  readonly insecure?: boolean;
}

export interface AuthorizeDeps {
  readonly locations: readonly CredentialLocation[];
  readonly codecs: Codecs;
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** Told why the records could not be read; the decision itself is `unavailable`. */
  readonly onUnavailable?: (cause: unknown) => void;
}

/** Decides on a request: form first, without I/O; then one look-up; then the pure decision. Never throws. */
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

/** Decides on a well-formed value, whether it is of a key or of a session. */
export async function decideOn(
  { lookup, clock }: Pick<AuthorizeDeps, 'lookup' | 'clock'>,
  { kind, value: presented }: Presented,
  { requirement, tenant }: Pick<AccessRequest, 'requirement' | 'tenant'>,
): Promise<Decision> {
  if (kind === 'session') {
    const records = await lookup.session(presented.keyId);
    return decideOnSession({ presented, ...records, requirement, tenant, nowMs: clock() });
  }
  const records = await lookup.key(presented.keyId);
  return decide({ presented, ...records, requirement, tenant, nowMs: clock() });
}

/** Read only where it could make a difference to what is answered: whoever has a good key never pays for it. */
async function isAtUnknownTenant(
  { lookup }: AuthorizeDeps,
  { outcome }: Decision,
  tenant: RequestedTenant,
): Promise<boolean> {
  const mayBe = tenant !== undefined && (outcome === 'unknown' || outcome === 'wrong-tenant');
  return mayBe && (tenant === null || !(await lookup.hasTenant(tenant)));
}
