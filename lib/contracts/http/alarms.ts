import * as z from 'zod';
import { MAX_MUTE_MINUTES } from '../key-metrics.ts';
import { post } from './define-route.ts';
import { timestamp } from './response-fields.ts';
import type { Route } from './route.ts';

/** The alarms of the whole deployment: test notifications and paging mutes. */
export const alarmRoutes = {
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
