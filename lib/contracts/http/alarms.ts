import * as z from 'zod';
import { MAX_MUTE_MINUTES } from '../key-metrics.ts';
import { timestamp } from './response-fields.ts';
import { noQuery, noSettings, type Route } from './route.ts';

const noParams = z.strictObject({});

/** What operators do with the watch of the whole deployment. */
export const alarmRoutes = {
  testNotifications: {
    method: 'POST',
    path: '/admin/v1/alarms/test',
    summary: 'Have a test notice sent the whole way: metric, alarm, topics, receivers',
    params: noParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: z.object({ requestedAt: timestamp }) },
    problems: [],
  },
  mutePages: {
    method: 'POST',
    path: '/admin/v1/alarms/mute',
    summary: 'Hold pages back for maintenance; tickets go on',
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
    summary: 'End a mute of pages; pages resume within two minutes',
    params: noParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: z.object({ requestedAt: timestamp }) },
    problems: [],
  },
} as const satisfies Record<string, Route>;
