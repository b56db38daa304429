import { decide } from '../../lib/core/access/decide.ts';
import { decideOnSession } from '../../lib/core/access/decide-session.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { requirePermission } from '../../lib/core/access/permissions.ts';
import { presentedCredential } from '../../lib/core/access/presented-credential.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';

/** The outcome of a request with the value of a key or session that requires `permission`, if tenants can be suspended. */
export async function outcomeOf({ store, codecs, clock }: UseCaseDeps, value: string, permission = 'read') {
  const credential = presentedCredential([{ header: 'x', scheme: null }], codecs, () => [value]);
  if (credential.outcome !== 'presented') return credential.outcome;
  const { kind, value: presented } = credential;
  const request = {
    presented,
    requirement: requirePermission(permission),
    sourceAddress: null,
    nowMs: clock(),
  };
  const lookup = createLookup(store, { tenantSuspension: true });
  return kind === 'key'
    ? decide({ ...request, ...(await lookup.key(presented.keyId)) }).outcome
    : decideOnSession({ ...request, ...(await lookup.session(presented.keyId)) }).outcome;
}
