import type { reportRoutes } from '../../../lib/contracts/http/reports.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { ShownKeyStatus } from '../../../lib/core/access/shown-status.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import type { UseAnswer } from '../../../lib/core/usage/delivery.ts';
import { readLastUses } from '../../../lib/core/usage/last-uses.ts';
import type { ReportedKey } from '../../../lib/core/usage/reported-keys.ts';
import {
  dormantKeys,
  idlePermissions,
  neverUsedKeys,
  type Report,
  type ReportDeps,
  readHealth,
} from '../../../lib/core/usage/reports.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageEnd } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewDelivery } from '../usage-views.ts';
import { viewKey } from '../views.ts';
import { deactivatedOwnersHandler } from './deactivated-owners.ts';
import { reportSummaryHandler } from './report-summary.ts';
import { USAGE_DISABLED } from './usage.ts';

/** Reports are index queries, whose cost does not depend on the number of keys in the tenant. */
export function reportHandlers(deps: ControlApiDeps): RouteHandlers<typeof reportRoutes, Caller> {
  const { store, usage, clock } = deps;
  const reportDeps = usage && { store, clock, usage: usage.store, sources: usage.sources };

  const response = async <Item extends Pick<ReportedKey, 'key'>, View>(
    tenant: string,
    report: (known: ReportDeps) => Promise<Report<Item> | 'invalid-cursor'>,
    view: (item: Item, status: ShownKeyStatus) => View,
  ) => {
    if (!reportDeps) return USAGE_DISABLED;
    const [found, page] = await Promise.all([deps.store.readTenant(tenant), report(reportDeps)]);
    if (!found) return rejection('not-found');
    if (page === 'invalid-cursor') return { problem: 'invalid-cursor' as const };
    const statusOf = await readKeyStatuses(
      deps,
      page.items.map(({ key }) => key),
    );
    const items = page.items.map((item) => view(item, statusOf(item.key)));
    return { body: { items, ...pageEnd(page), delivery: viewDelivery(page.delivery) } };
  };

  return {
    reportDormant: ({ params: { tenant }, query }) =>
      response(
        tenant,
        (known) => dormantKeys(known, { tenant, ...pageOf(query) }),
        (item, status) => ({ key: viewReported(item, status), use: item.use }),
      ),
    reportNeverUsed: ({ params: { tenant }, query }) =>
      response(
        tenant,
        (known) => neverUsedKeys(known, { tenant, ...pageOf(query) }),
        (item, status) => ({ key: viewReported(item, status), use: item.use }),
      ),
    reportUnusedPermissions: ({ params: { tenant }, query }) =>
      response(
        tenant,
        (known) => idlePermissions(known, { tenant, ...pageOf(query) }),
        (item, status) => ({ key: viewReported(item, status), permissions: item.permissions.map(viewIdle) }),
      ),
    reportExpiring: async ({ params: { tenant }, query: { days, cursor, limit } }) => {
      if (!usage) return USAGE_DISABLED;
      const fromMs = deps.clock();
      const span = { fromMs, toMs: fromMs + days * MS_PER_DAY };
      return response(
        tenant,
        async (known) => {
          const [page, delivery] = await Promise.all([
            deps.store.listExpiringKeys(tenant, span, { cursor, limit }),
            readHealth(known),
          ]);
          if (page === 'invalid-cursor') return page;
          const lastUsedAt = await readLastUses(known.usage, page.items, deps.clock);
          const items = page.items.map((key) => ({ key, lastUsedAtMs: lastUsedAt(key.id) }));
          return { ...page, items, delivery };
        },
        ({ key, lastUsedAtMs }, status) => ({ key: viewKey(key, status, lastUsedAtMs) }),
      );
    },
    reportSummary: reportSummaryHandler(deps),
    reportDeactivatedOwners: deactivatedOwnersHandler(deps),
  };
}

function pageOf({
  days,
  cursor,
  limit,
}: {
  readonly days: number;
  readonly cursor?: string | undefined;
  readonly limit: number;
}) {
  return { days, cursor, limit };
}

function viewReported({ key, usage }: ReportedKey, status: ShownKeyStatus) {
  return viewKey(key, status, usage.lastUsedAtMs);
}

function viewIdle({
  permission,
  lastUsedAtMs,
  use,
}: {
  readonly permission: string;
  readonly lastUsedAtMs: number | null;
  readonly use: UseAnswer;
}) {
  return { permission, lastUsedAt: isoOf(lastUsedAtMs), use };
}
