import type { alarmRoutes } from '../../../lib/contracts/http/alarms.ts';
import { muteLines, testNotificationLine, unmuteLines } from '../../../lib/contracts/key-metrics.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { findTenantAlarms } from '../../../lib/core/monitoring/tenant-alarms.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import type { ControlApiDeps } from '../deps.ts';

const MS_PER_MINUTE = 60_000;

/** Test notifications and mutes are metrics, so that they use the path of real alarms. The API access log has the caller. */
export function alarmHandlers(deps: ControlApiDeps): RouteHandlers<typeof alarmRoutes, Caller> {
  const { store, activeAlarms, metrics, clock } = deps;
  return {
    showTenantAlarms: async ({ params }) => {
      if (!activeAlarms) return { problem: 'monitoring-disabled' };
      const [tenant, alarms] = await Promise.all([
        store.readTenant(params.tenant),
        findTenantAlarms({ ...deps, activeAlarms }, params.tenant),
      ]);
      if (!tenant) return rejection('not-found');
      return {
        body: { items: alarms.map(({ sinceMs, ...alarm }) => ({ ...alarm, since: isoOf(sinceMs) })) },
      };
    },
    testNotifications: async () => {
      const nowMs = clock();
      metrics.write(testNotificationLine(metrics.keyTable, nowMs));
      return { body: { requestedAt: isoOf(nowMs) } };
    },
    mutePages: async ({ body: { minutes } }) => {
      const nowMs = clock();
      for (const line of muteLines(metrics.keyTable, minutes, nowMs)) metrics.write(line);
      return { body: { until: isoOf(nowMs + minutes * MS_PER_MINUTE) } };
    },
    unmutePages: async () => {
      const nowMs = clock();
      for (const line of unmuteLines(metrics.keyTable, nowMs)) metrics.write(line);
      return { body: { requestedAt: isoOf(nowMs) } };
    },
  };
}
