import * as z from 'zod';
import { MAX_MUTE_MINUTES } from '../key-metrics.ts';
import { timestamp } from './response-fields.ts';
import { noQuery, noSettings, type Route } from './route.ts';

const noParams = z.strictObject({});

/** The alarms of the whole deployment: test notifications and paging mutes. */
export const alarmRoutes = {
  testNotifications: {
    method: 'POST',
    path: '/admin/v1/alarms/test',
    summary: 'Send a test notification through metric, alarm and topics to all receivers',
    params: noParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: z.object({ requestedAt: timestamp }) },
    problems: [],
  },
  mutePages: {
    method: 'POST',
    path: '/admin/v1/alarms/mute',
    summary: 'Mute paging during maintenance; tickets are still sent',
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      minutes: z
        .int(`must be 1 to ${MAX_MUTE_MINUTES} minutes`)
        .min(1, `must be 1 to ${MAX_MUTE_MINUTES} minutes`)
        .max(MAX_MUTE_MINUTES, `must be 1 to ${MAX_MUTE_MINUTES} minutes; mute again before it ends`),
    }),
    response: { status: 200, body: z.object({ until: timestamp }) },
    problems: [],
  },
  unmutePages: {
    method: 'POST',
    path: '/admin/v1/alarms/unmute',
    summary: 'Unmute paging; pages resume within two minutes',
    params: noParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: z.object({ requestedAt: timestamp }) },
    problems: [],
  },
} as const satisfies Record<string, Route>;
