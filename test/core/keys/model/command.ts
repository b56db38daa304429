import type { Caller } from '../../../../lib/core/audit/event.ts';
import type { JsonObject } from '../../../../lib/core/json.ts';
import type { KeyBinding, RevocationReason } from '../../../../lib/core/keys/key.ts';
import type { Limit } from '../../../../lib/core/limits/limit.ts';
import type { Identity, OwnerKind, Role } from '../../../../lib/core/owners/owner.ts';

/** The requested expiry of a key, relative to the clock, so that a shrunk sequence stays meaningful. */
export type AskedExpiry = 'default' | 'never' | { readonly inMs: number } | { readonly lastsMs: number };

interface Creation {
  /** The `Idempotency-Key`. */
  readonly token?: string | undefined;
}

/** An update of a resource. */
interface Conditional {
  /** The version in `If-Match`. */
  readonly ifVersion?: number | undefined;
}

interface OfKey {
  readonly key: string;
  /** The tenant that the path names. */
  readonly tenant: string;
}

/** A token of an OpenID provider. */
interface OfPerson {
  readonly identity: Identity;
  /** The address that the provider has verified; null without one. */
  readonly verifiedEmail: string | null;
}

/** A command of each kind with the same settings. */
type Each<Kind extends string, Settings> = Kind extends string ? { readonly kind: Kind } & Settings : never;

/** A command of a caller. It names keys and sessions by the labels of the model. */
export type Command = { readonly caller: Caller } & (
  | ({
      readonly kind: 'create-tenant';
      readonly tenant: string;
      readonly name: string | null;
      readonly maxKeyLifetimeDays: number | null;
    } & Creation)
  | ({
      readonly kind: 'change-tenant';
      readonly tenant: string;
      readonly name?: string | null | undefined;
      readonly maxKeyLifetimeDays?: number | null | undefined;
    } & Conditional)
  | Each<'suspend' | 'resume', { readonly tenant: string } & Conditional>
  | ({
      readonly kind: 'create-owner';
      readonly tenant: string;
      readonly owner: string;
      readonly ownerKind: OwnerKind;
      readonly role: Role | null;
      readonly plan: string | null;
      readonly maxKeys?: number | null | undefined;
      readonly email: string | null;
    } & Creation)
  | ({
      readonly kind: 'change-owner';
      readonly tenant: string;
      readonly owner: string;
      readonly name?: string | null | undefined;
      readonly role?: Role | undefined;
      readonly plan?: string | null | undefined;
      readonly maxKeys?: number | null | undefined;
    } & Conditional)
  | Each<'deactivated' | 'reactivate', { readonly tenant: string; readonly owner: string } & Conditional>
  /** A call of a console user in a tenant, and the list of all tenants of a console user. */
  | ({ readonly kind: 'sign-in'; readonly tenant: string } & OfPerson)
  | ({ readonly kind: 'list-memberships' } & OfPerson)
  /** A read of the audit trail. */
  | { readonly kind: 'read-audit'; readonly tenant: string }
  | ({
      readonly kind: 'issue';
      readonly tenant: string;
      readonly owner: string;
      readonly boundBy: KeyBinding;
      readonly name: string | null;
      readonly environment?: string | undefined;
      readonly permissions?: readonly string[] | undefined;
      readonly expiry: AskedExpiry;
      readonly metadata: JsonObject;
      readonly endSessionsWithKey: boolean;
      readonly limits: readonly Limit[];
      readonly allowedAddresses: readonly string[];
    } & Creation)
  | ({
      readonly kind: 'change-key';
      readonly name?: string | null | undefined;
      readonly permissions?: readonly string[] | undefined;
      readonly expiry: AskedExpiry;
      readonly metadata?: JsonObject | undefined;
      readonly endSessionsWithKey?: boolean | undefined;
      readonly limits?: readonly Limit[] | undefined;
      readonly allowedAddresses?: readonly string[] | undefined;
    } & OfKey &
      Conditional)
  | Each<'disable' | 'enable' | 'delete' | 'restore', OfKey & Conditional>
  | ({
      readonly kind: 'revoke';
      readonly reason: RevocationReason;
      readonly endSessions: boolean;
    } & OfKey &
      Conditional)
  | Each<'renew' | 'replace', OfKey & Creation>
  /** The following present the value of a key, as key holders do. */
  | ({ readonly kind: 'create-child'; readonly key: string; readonly name: string | null } & Creation)
  | { readonly kind: 'delete-own'; readonly key: string; readonly other: string }
  | ({
      readonly kind: 'create-session';
      readonly key: string;
      readonly user: string;
      readonly permissions?: readonly string[] | undefined;
      readonly lastsMs?: number | undefined;
    } & Creation)
  | ({ readonly kind: 'end-session'; readonly session: string } & OfKey & Conditional)
  | { readonly kind: 'decide'; readonly value: string; readonly needed: string }
);

export type CommandOf<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>;

/** The `Idempotency-Key` that identifies a creation, and the resource that it creates. */
export function creationOf(command: Command): { readonly token: string | undefined; readonly body: string } {
  const { kind, caller } = command;
  if (!('token' in command) || command.token === undefined) return { token: undefined, body: '' };
  const { token, caller: _caller, ...body } = command;
  const isHolder = kind === 'create-child' || kind === 'create-session';
  const tenant = 'tenant' in command && kind !== 'create-tenant' ? command.tenant : '';
  const key = 'key' in command && !isHolder ? command.key : '';
  return {
    token: JSON.stringify([caller.id, kind, tenant, key, token]),
    body: JSON.stringify(body),
  };
}
