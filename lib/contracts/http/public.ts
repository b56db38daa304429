import * as z from 'zod';
import { keyId, tenantId } from './fields.ts';
import { noBody, noQuery, type Route } from './route.ts';

/** The routes for key holders. */
export const publicRoutes = {
  ping: {
    method: 'GET',
    path: '/ping',
    summary: 'Answer any accepted key: the probe (MK-06)',
    params: z.strictObject({}),
    query: noQuery,
    body: noBody,
    response: {
      status: 200,
      body: z.object({ status: z.literal('ok'), tenant: tenantId, keyId }),
    },
    problems: [],
  },
} as const satisfies Record<string, Route>;
