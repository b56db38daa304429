import type { Caller } from '../audit/event.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { BoundPerson } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { readInvitationsOf } from './invitations.ts';
import { auditableOwner, type Identity, type Owner } from './owner.ts';
import { type OwnerOutOfBounds, ownerOutOfBounds } from './settings.ts';

export type AcceptInvitationResult =
  | { readonly outcome: 'accepted'; readonly owner: Owner }
  | OwnerOutOfBounds
  | { readonly outcome: 'not-invited' | 'conflict' };

/**
 * Binds a person to their identity at the first sign-in, by the address that their provider has verified (MB-09). An
 * invitation can be accepted by one identity only.
 */
export function acceptInvitation(
  deps: UseCaseDeps,
  caller: Caller,
  tenant: string,
  { identity, verifiedEmail }: { readonly identity: Identity; readonly verifiedEmail: string },
): Promise<AcceptInvitationResult> {
  return retryOnConflict<AcceptInvitationResult>(deps.backoff, async () => {
    const invitations = await readInvitationsOf(deps.store, verifiedEmail);
    const invitation = invitations.find((each) => each.tenant === tenant);
    const before = invitation && (await deps.store.readOwner(tenant, invitation.owner));
    if (before?.status !== 'active') return { outcome: 'not-invited' };
    if (before.identity) {
      const isSame =
        before.identity.issuer === identity.issuer && before.identity.subject === identity.subject;
      return isSame ? { outcome: 'accepted', owner: before } : { outcome: 'not-invited' };
    }
    // An identity that is already bound in the tenant cannot be bound again: the write would always have a version conflict.
    const memberships = await deps.store.readMemberships(identity);
    const isBoundToOther = memberships.some((each) => each.tenant === tenant && each.owner !== before.id);
    if (isBoundToOther) return { outcome: 'not-invited' };
    const owner: BoundPerson = { ...before, identity, version: before.version + 1 };
    const outOfBounds = ownerOutOfBounds(owner, before);
    if (outOfBounds) return outOfBounds;
    const event = auditEvent(deps, caller, {
      action: 'owner.identity-bound',
      tenant,
      subject: { kind: 'owner', id: owner.id },
      before: auditableOwner(before),
      after: auditableOwner(owner),
    });
    const outcome = await deps.store.commit({ kind: 'bind-identity', owner }, event);
    return outcome === 'committed' ? { outcome: 'accepted', owner } : 'version-conflict';
  });
}
