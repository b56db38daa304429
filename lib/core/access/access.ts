import type { JsonObject } from '../json.ts';
import { type Plan, type Plans, planNamed } from '../plans/plan.ts';
import type { Allowed } from './decide.ts';

/** What the protected API is told of whoever it lets in. */
export interface Access {
  readonly keyId: string;
  readonly tenant: string;
  readonly owner: string;
  /** What the key may do for its owner as the owner is now. */
  readonly permissions: readonly string[];
  /** The owner's plan as it is now; null where there is none. */
  readonly plan: Plan | null;
  /** The key's metadata. */
  readonly metadata: JsonObject;
  /** The session that stood in for the key, and whose it is. */
  readonly session: { readonly id: string; readonly user: string } | null;
}

/** What to hand on of a request that is allowed. */
export function accessContextOf({ key, permissions, plan, session }: Allowed, plans: Plans): Access {
  return {
    keyId: key.id,
    tenant: key.tenant,
    owner: key.owner,
    permissions,
    plan: planNamed(plans, plan),
    metadata: key.metadata,
    session: session ? { id: session.id, user: session.user } : null,
  };
}
