import * as z from 'zod';
import { MAX_MUTE_MINUTES } from '../key-metrics.ts';
import { get, post } from './define-route.ts';
import { timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** An active alarm whose cause is in the tenant. */
const tenantAlarmView = z.object({
  /** The name of the alarm without the prefix of the deployment, which is also the name of its runbook. */
  name: z.string(),
  /** The start of the state; null if it is not known. */
  since: timestamp.nullable(),
  summary: z.string(),
  /** The part of the cause that is in the tenant. */
  cause: z.string(),
  /** Path in the package, or URL. */
  runbook: z.string(),
});

/** The active alarms of a tenant, and test notifications and paging mutes of the whole deployment. */
export const alarmRoutes = {
  showTenantAlarms: get('/admin/v1/tenants/{tenant}/alarms', {
    summary: 'List the active alarms whose cause is in the tenant, with their runbooks',
    params: tenantParams,
    response: z.object({ items: z.array(tenantAlarmView) }),
    problems: ['not-found', 'monitoring-disabled'],
  }),
  testNotifications: post('/admin/v1/alarms/test', {
    summary: 'Send a test notification through metric, alarm and topics to all receivers',
    response: z.object({ requestedAt: timestamp }),
  }),
  mutePages: post('/admin/v1/alarms/mute', {
    summary: 'Mute paging during maintenance; tickets are still sent',
    body: z.strictObject({
      minutes: z
        .int(`must be 1 to ${MAX_MUTE_MINUTES} minutes`)
        .min(1, `must be 1 to ${MAX_MUTE_MINUTES} minutes`)
        .max(MAX_MUTE_MINUTES, `must be 1 to ${MAX_MUTE_MINUTES} minutes; mute again before it ends`),
    }),
    response: z.object({ until: timestamp }),
  }),
  unmutePages: post('/admin/v1/alarms/unmute', {
    summary: 'Unmute paging; pages resume within two minutes',
    response: z.object({ requestedAt: timestamp }),
  }),
} as const satisfies Record<string, Route>;
