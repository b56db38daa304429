import type * as z from 'zod';
import type { verifyRoutes } from '../../../lib/contracts/http/verify.ts';
import { decideOn } from '../../../lib/core/access/authorize.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import { type Requirement, requirePermission } from '../../../lib/core/access/permissions.ts';
import { presentedValue } from '../../../lib/core/access/presented-credential.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { readKnown } from '../../../lib/core/read-known.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewKey } from '../views.ts';

const UNRECOGNIZED = { outcome: 'unrecognized-credential', key: null, permissions: null } as const;
const UNAVAILABLE = { outcome: 'unavailable', key: null, permissions: null } as const;
const UNKNOWN = { outcome: 'unknown', key: null, permissions: null } as const;

type VerifyDeps = Pick<ControlApiDeps, 'store' | 'codecs' | 'clock' | 'tenantSuspension'>;
type Verification = z.output<typeof verifyRoutes.verify.body>;
type DecisionView = z.output<typeof verifyRoutes.verify.response.body>;

/** A decision with the key that its response shows. */
interface Decided extends Omit<DecisionView, 'key'> {
  readonly key: Key | null;
}

/**
 * Returns the decision of the authorizer. A key of another tenant is reported as unknown. The response shows a key only
 * if the value has its secret, or the secret of a session that was created with it.
 */
export function verifyHandlers({
  store,
  codecs,
  clock,
  tenantSuspension,
}: VerifyDeps): RouteHandlers<typeof verifyRoutes, Caller> {
  const lookup = createLookup(store, { tenantSuspension });

  async function decide(
    tenant: string,
    { value, permission, sourceAddress }: Verification,
  ): Promise<Decided> {
    const presented = presentedValue(codecs, value);
    if (!presented) return UNRECOGNIZED;
    const decision = await decideOn({ lookup, clock }, presented, {
      requirement: requirementOf(permission),
      tenant,
      sourceAddress: sourceAddress ?? null,
    });
    if (decision.outcome === 'wrong-tenant') return UNKNOWN;
    return {
      outcome: decision.outcome,
      key: (decision.generation !== undefined && decision.key) || null,
      permissions: decision.outcome === 'allowed' ? [...decision.permissions] : null,
    };
  }

  /** An item that cannot be decoded denies its own value, as in the authorizer, and none of the other values. */
  async function decideAlone(tenant: string, verification: Verification): Promise<Decided> {
    const decision = await readKnown(decide(tenant, verification));
    return decision === 'unknown' ? UNAVAILABLE : decision;
  }

  /** A function that views decisions. It reads each distinct owner of their keys once. */
  async function viewerOf(decisions: readonly Decided[]) {
    const statusOf = await readKeyStatuses(
      { store, clock, tenantSuspension },
      decisions.flatMap(({ key }) => key ?? []),
    );
    return ({ key, ...decision }: Decided): DecisionView => ({
      ...decision,
      key: key && viewKey(key, statusOf(key)),
    });
  }

  return {
    verify: async ({ params: { tenant }, body }) => {
      if (!(await store.readTenant(tenant))) return rejection('not-found');
      const decision = await decide(tenant, body);
      const view = await viewerOf([decision]);
      return { body: view(decision) };
    },
    verifyBatch: async ({ params: { tenant }, body: { values } }) => {
      if (!(await store.readTenant(tenant))) return rejection('not-found');
      const decisions = await Promise.all(values.map((each) => decideAlone(tenant, each)));
      return { body: { decisions: decisions.map(await viewerOf(decisions)) } };
    },
  };
}

function requirementOf(permission: string | undefined): Requirement {
  return permission === undefined ? { kind: 'any-key' } : requirePermission(permission);
}
