import type { KeyCodec } from '../keys/format.ts';
import type { Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { Clock } from '../runtime.ts';
import { type Decision, decide } from './decide.ts';
import type { LookUp } from './look-up.ts';
import type { Requirement } from './permissions.ts';
import { type CredentialPlace, type Headers, presentedCredential } from './presented-credential.ts';

export interface AccessRequest {
  readonly headers: Headers;
  readonly requirement: Requirement;
  readonly tenant?: string;
}

export interface AuthorizeDeps {
  readonly places: readonly CredentialPlace[];
  readonly codec: KeyCodec;
  readonly lookUp: LookUp;
  readonly clock: Clock;
  /** Told why the records could not be read; the decision itself is `unavailable`. */
  readonly onUnavailable?: (cause: unknown) => void;
}

/** Decides on a request: form first, without I/O; then one look-up; then the pure decision. Never throws. */
export async function authorize(deps: AuthorizeDeps, request: AccessRequest): Promise<Decision> {
  const presented = presentedCredential(deps.places, deps.codec, request.headers);
  if (presented.outcome !== 'presented') return { outcome: presented.outcome };
  let records: { key: Key | undefined; owner: Owner | undefined };
  try {
    records = await deps.lookUp(presented.value.keyId);
  } catch (cause) {
    deps.onUnavailable?.(cause);
    return { outcome: 'unavailable' };
  }
  const { requirement, tenant } = request;
  return decide({ presented: presented.value, ...records, requirement, tenant, nowMs: deps.clock() });
}
