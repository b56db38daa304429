import type * as z from 'zod';
import type { verifyRoutes } from '../../../lib/contracts/http/verify.ts';
import { decideOn } from '../../../lib/core/access/authorize.ts';
import { createLookup, type Lookup } from '../../../lib/core/access/lookup.ts';
import { type Requirement, requirePermission } from '../../../lib/core/access/permissions.ts';
import { presentedValue } from '../../../lib/core/access/presented-credential.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { readKnown } from '../../../lib/core/read-known.ts';
import type { KeyReader } from '../../../lib/core/store.ts';
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
  async function decide(
    lookup: Lookup,
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
  async function decideAlone(...verification: Parameters<typeof decide>): Promise<Decided> {
    const decision = await readKnown(decide(...verification));
    return decision === 'unknown' ? UNAVAILABLE : decision;
  }

  /** A function that views decisions. It reads each distinct owner and tenant of their keys once. */
  async function viewerOf(reader: KeyReader, decisions: readonly Decided[]) {
    const statusOf = await readKeyStatuses(
      { store: reader, clock, tenantSuspension },
      decisions.flatMap(({ key }) => key ?? []),
    );
    return ({ key, ...decision }: Decided): DecisionView => ({
      ...decision,
      key: key && viewKey(key, statusOf(key)),
    });
  }

  const lookupIn = (reader: KeyReader) => createLookup(reader, { tenantSuspension });
  const warmLookup = lookupIn(store);
  return {
    verify: async ({ params: { tenant }, body }) => {
      if (!(await store.readTenant(tenant))) return rejection('not-found');
      const decision = await decide(warmLookup, tenant, body);
      const view = await viewerOf(store, [decision]);
      return { body: view(decision) };
    },
    verifyBatch: async ({ params: { tenant }, body: { values } }) => {
      const reader = readingHoldersOnce(store);
      if (!(await reader.readTenant(tenant))) return rejection('not-found');
      const lookup = lookupIn(reader);
      const decisions = await Promise.all(values.map((each) => decideAlone(lookup, tenant, each)));
      return { body: { decisions: decisions.map(await viewerOf(reader, decisions)) } };
    },
  };
}

/** Reads each tenant and owner once, because most keys of a batch share them. */
function readingHoldersOnce(store: KeyReader): KeyReader {
  return {
    readKey: (id) => store.readKey(id),
    readSession: (id) => store.readSession(id),
    readTenant: once((id) => store.readTenant(id)),
    readOwner: once((tenant, id) => store.readOwner(tenant, id)),
  };
}

/** Calls a function once for each combination of IDs. */
function once<Ids extends string[], Found>(read: (...ids: Ids) => Promise<Found>) {
  const reads = new Map<string, Promise<Found>>();
  return (...ids: Ids): Promise<Found> => {
    const name = ids.join('/');
    const found = reads.get(name) ?? read(...ids);
    reads.set(name, found);
    return found;
  };
}

function requirementOf(permission: string | undefined): Requirement {
  return permission === undefined ? { kind: 'any-key' } : requirePermission(permission);
}
