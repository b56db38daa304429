import type * as z from 'zod';
import type { usageRoutes } from '../../../lib/contracts/http/usage.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { readKnown } from '../../../lib/core/read-known.ts';
import { dayOf, MS_PER_HOUR } from '../../../lib/core/usage/limits.ts';
import { readHealth } from '../../../lib/core/usage/reports.ts';
import { summarizeEntries } from '../../../lib/core/usage/summarize-entries.ts';
import type { CountScope, UsageStore } from '../../../lib/core/usage/usage-store.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageEnd } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import { timeSpan } from '../../../lib/http/timestamps.ts';
import type { ControlApiDeps } from '../deps.ts';
import {
  viewAccessLogEntry,
  viewAccessLogSummary,
  viewDay,
  viewDelivery,
  viewLastUses,
} from '../usage-views.ts';

export const USAGE_DISABLED = { problem: 'usage-disabled' } as const;

/** The usage and access log of a tenant and of one of its keys. */
export function usageHandlers({
  store,
  usage,
  clock,
}: ControlApiDeps): RouteHandlers<typeof usageRoutes, Caller> {
  const countsOf = async (kept: UsageStore, counted: CountScope, days: number) => {
    const today = dayOf(clock());
    return (await kept.readCounts(counted, today - days + 1, today)).map(viewDay);
  };
  const lastHours = (hours: number) => {
    const nowMs = clock();
    return { fromMs: nowMs - hours * MS_PER_HOUR, nowMs };
  };
  return {
    showKeyUsage: async ({ params: { tenant, key: id }, query: { days } }) => {
      if (!usage) return USAGE_DISABLED;
      const [key, known, counts, delivery] = await Promise.all([
        store.readKey(id),
        usage.store.readUsage(id),
        countsOf(usage.store, { tenant, key: id }, days),
        readHealth({ usage: usage.store, sources: usage.sources }),
      ]);
      if (key?.tenant !== tenant) return rejection('not-found');
      const body = { tenant, key: id, ...viewLastUses(key, known), days: counts };
      return { body: { ...body, delivery: viewDelivery(delivery) } };
    },
    showTenantUsage: async ({ params, query: { days } }) => {
      if (!usage) return USAGE_DISABLED;
      const [tenant, counts, delivery] = await Promise.all([
        store.readTenant(params.tenant),
        countsOf(usage.store, params, days),
        readHealth({ usage: usage.store, sources: usage.sources }),
      ]);
      if (!tenant) return rejection('not-found');
      return { body: { tenant: tenant.id, days: counts, delivery: viewDelivery(delivery) } };
    },
    listAccessLog: async ({ params, query }) => {
      if (!usage) return USAGE_DISABLED;
      const [tenant, reply] = await Promise.all([
        store.readTenant(params.tenant),
        accessLog(usage.store, { tenant: params.tenant }, query),
      ]);
      return tenant ? reply : rejection('not-found');
    },
    listKeyAccessLog: async ({ params, query }) => {
      if (!usage) return USAGE_DISABLED;
      const [key, reply] = await Promise.all([
        store.readKey(params.key),
        accessLog(usage.store, params, query),
      ]);
      return key?.tenant === params.tenant ? reply : rejection('not-found');
    },
    summarizeAccessLog: async ({ params, query: { hours } }) => {
      if (!usage) return USAGE_DISABLED;
      const [tenant, summary] = await Promise.all([
        store.readTenant(params.tenant),
        summarizeEntries(usage.store, { tenant: params.tenant }, lastHours(hours)),
      ]);
      if (!tenant) return rejection('not-found');
      const keys = await Promise.all(summary.keys.map(({ key }) => readKnown(store.readKey(key))));
      return { body: viewAccessLogSummary(summary, keys) };
    },
    summarizeKeyAccessLog: async ({ params, query: { hours } }) => {
      if (!usage) return USAGE_DISABLED;
      const [key, summary] = await Promise.all([
        store.readKey(params.key),
        summarizeEntries(usage.store, params, lastHours(hours)),
      ]);
      if (key?.tenant !== params.tenant) return rejection('not-found');
      return { body: viewAccessLogSummary(summary, [key]) };
    },
  };
}

async function accessLog(
  store: UsageStore,
  of: CountScope,
  { cursor, limit, outcome, requestId, since, until }: z.output<typeof usageRoutes.listAccessLog.query>,
) {
  const filter = { outcome, requestId, ...timeSpan(since, until) };
  const found = await store.listAccessLog(of, { cursor, limit }, filter);
  if (found === 'invalid-cursor') return { problem: 'invalid-cursor' } as const;
  const items = found.items.map(viewAccessLogEntry);
  return { body: { items, ...pageEnd(found), sampled: true as const } };
}
