import type { Caller } from '../audit/event.ts';
import { acceptInvitation } from '../owners/accept-invitation.ts';
import { readInvitationsOf } from '../owners/invitations.ts';
import type { Identity, Owner, Role } from '../owners/owner.ts';
import type { UseCaseDeps } from '../use-case.ts';

/** A signed-in person before their membership is resolved. */
export interface SignedIn {
  readonly identity: Identity;
  readonly sourceAddress: string;
  /**
   * The e-mail address that the provider has verified. It is requested only if it is needed.
   * @throws UnavailableError if the provider does not respond
   */
  readonly verifiedEmail: () => Promise<string | undefined>;
}

/** An active person in a tenant. */
export interface Member {
  readonly tenant: string;
  /** The person as an owner of keys. */
  readonly owner: string;
  readonly name: string | null;
  readonly role: Role;
}

/**
 * The stored membership of a person in a tenant. The first call accepts the invitation of their verified address.
 *
 * @returns undefined if the person is not invited or is deactivated, or if the tenant does not exist
 */
export async function findMember(
  deps: UseCaseDeps,
  person: SignedIn,
  tenant: string,
): Promise<Member | 'conflict' | undefined> {
  const bound = await readBound(deps, person, tenant);
  if (bound) return bound.member;
  const email = await person.verifiedEmail();
  return email === undefined ? undefined : accept(deps, person, { tenant, email });
}

/** All memberships of a person, by tenant. Accepts all invitations of their verified address. */
export async function findMembers(
  deps: UseCaseDeps,
  person: SignedIn,
): Promise<readonly Member[] | 'conflict'> {
  const [memberships, email] = await Promise.all([
    deps.store.readMemberships(person.identity),
    person.verifiedEmail(),
  ]);
  const invitations = email === undefined ? [] : await readInvitationsOf(deps.store, email);
  const known = new Set(memberships.map(({ tenant }) => tenant));
  const found = await Promise.all([
    ...memberships.map(async ({ tenant, owner }) => memberFrom(await deps.store.readOwner(tenant, owner))),
    ...invitations
      .filter(({ tenant }) => !known.has(tenant))
      .map(({ tenant }) => email !== undefined && accept(deps, person, { tenant, email })),
  ]);
  if (found.includes('conflict')) return 'conflict';
  return found
    .filter((each) => typeof each === 'object')
    .sort((one, other) => (one.tenant < other.tenant ? -1 : 1));
}

async function accept(
  deps: UseCaseDeps,
  { identity, sourceAddress }: SignedIn,
  { tenant, email }: { readonly tenant: string; readonly email: string },
): Promise<Member | 'conflict' | undefined> {
  const caller: Caller = { id: `identity:${identity.issuer}#${identity.subject}`, sourceAddress };
  const result = await acceptInvitation(deps, caller, tenant, { identity, verifiedEmail: email });
  if (result.outcome === 'conflict') return 'conflict';
  if (result.outcome === 'accepted') return memberFrom(result.owner);
  // A concurrent call can have bound the identity by another address since the memberships were read.
  return (await readBound(deps, { identity }, tenant))?.member;
}

/** The owner that an identity is bound to in a tenant; undefined if it is not bound. */
async function readBound(
  { store }: UseCaseDeps,
  { identity }: Pick<SignedIn, 'identity'>,
  tenant: string,
): Promise<{ readonly member: Member | undefined } | undefined> {
  const memberships = await store.readMemberships(identity);
  const membership = memberships.find((each) => each.tenant === tenant);
  return membership && { member: memberFrom(await store.readOwner(tenant, membership.owner)) };
}

function memberFrom(owner: Owner | undefined): Member | undefined {
  if (owner?.status !== 'active' || owner.kind !== 'person' || owner.role === null) return undefined;
  const { tenant, id, name, role } = owner;
  return { tenant, owner: id, name, role };
}
