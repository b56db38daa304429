import type { JsonObject } from '../json.ts';
import type { LimitHeaders } from '../limits/limit-headers.ts';
import { type Plan, type Plans, planNamed } from '../plans/plan.ts';
import type { Allowed } from './decide.ts';

/** The access context that the protected API receives with an allowed request. */
export interface Access {
  readonly keyId: string;
  readonly tenant: string;
  readonly owner: string;
  /** The permissions of the key within the current role of its owner. */
  readonly permissions: readonly string[];
  /** The current plan of the owner; null without a plan. */
  readonly plan: Plan | null;
  /** The metadata of the key. */
  readonly metadata: JsonObject;
  /** The session that was presented in place of the key, with its user. */
  readonly session: { readonly id: string; readonly user: string } | null;
  /** The header fields with the remaining budgets, for the response; empty without limits. */
  readonly limitHeaders: LimitHeaders;
}

/** The access context of an allowed request. */
export function accessContextOf(
  { key, permissions, plan, session, limitHeaders = {} }: Allowed,
  plans: Plans,
): Access {
  return {
    keyId: key.id,
    tenant: key.tenant,
    owner: key.owner,
    permissions,
    plan: planNamed(plans, plan),
    metadata: key.metadata,
    session: session ? { id: session.id, user: session.user } : null,
    limitHeaders,
  };
}
