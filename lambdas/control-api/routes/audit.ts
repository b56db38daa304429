import type * as z from 'zod';
import type { auditRoutes } from '../../../lib/contracts/http/audit.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { AuditAbout, AuditFilter } from '../../../lib/core/audit/filter.ts';
import { recordAuditRead } from '../../../lib/core/audit/record-read.ts';
import type { JsonObject } from '../../../lib/core/json.ts';
import type { Tenant } from '../../../lib/core/tenants/tenant.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewAuditEvent, viewAuditLink } from '../views.ts';

type Query = z.output<(typeof auditRoutes)['listAuditEvents']['query']>;

/** The maximum clock skew of event writers. The filter includes it, so that no early or recent event is omitted. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** Each read of the trail is recorded in the trail. If the record cannot be written, nothing is returned. */
export function auditHandlers(deps: ControlApiDeps): RouteHandlers<typeof auditRoutes, Caller> {
  return {
    listAuditLinks: async ({ query: { store, ...page } }) => {
      if (!deps.chain) return { problem: 'audit-chain-disabled' };
      const { table, archive } = deps.chain;
      const links = await (store === 'archive' ? archive : table)?.listLinks({ cursor: undefined, ...page });
      if (links === 'invalid-cursor') return { problem: 'invalid-cursor' };
      // DynamoDB removes expired links late and in any order. Excluding all expired links leaves no gaps.
      const kept = (links?.items ?? []).filter(({ keptUntilMs }) => keptUntilMs > deps.clock());
      const next = links?.next ?? null;
      return { body: { items: kept.map(viewAuditLink), next, archived: archive !== undefined } };
    },
    listAuditEvents: async ({ params, query }, caller) => {
      const { store, clock } = deps;
      const tenant = await store.readTenant(params.tenant);
      if (!tenant) return rejection('not-found');
      const { cursor, limit, ...filter } = query;
      const page = await store.listAuditEvents(tenant.id, filterOf(query, tenant, clock()), {
        cursor,
        limit,
      });
      if (page !== 'invalid-cursor') await recordAuditRead(deps, caller, tenant.id, definedFields(filter));
      return pageReply(page, viewAuditEvent);
    },
  };
}

/** Limits the filter to the lifetime of the tenant, which bounds the number of days to read. */
function filterOf(query: Query, { createdAtMs }: Tenant, nowMs: number): AuditFilter {
  const [earliestMs, latestMs] = [createdAtMs - CLOCK_SKEW_MS, nowMs + CLOCK_SKEW_MS];
  const { since, until } = query;
  return {
    fromMs: since === undefined ? earliestMs : Math.max(earliestMs, Date.parse(since)),
    untilMs: until === undefined ? latestMs : Math.min(latestMs, Date.parse(until)),
    about: aboutOf(query),
  };
}

function aboutOf({ key, owner, actor }: Query): AuditAbout | null {
  if (key !== undefined) return { subject: { kind: 'key', id: key } };
  if (owner !== undefined) return { subject: { kind: 'owner', id: owner } };
  return actor === undefined ? null : { actor };
}

function definedFields(filter: Omit<Query, 'cursor' | 'limit'>): JsonObject {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
