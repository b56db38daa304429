import * as z from 'zod';
import { OUTCOMES } from '../../core/access/outcomes.ts';
import { permission } from './fields.ts';
import { keyView } from './keys.ts';
import { noQuery, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

export const verifyRoutes = {
  verify: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/verify',
    summary: 'Decide on a value as the authorizer would, and say why; does not count as use',
    params: tenantParams,
    query: noQuery,
    body: z.strictObject({
      value: z.string().max(4096),
      /** Any accepted key will do where it is left out. */
      permission: permission.optional(),
    }),
    response: {
      status: 200,
      body: z.object({
        outcome: z.enum(OUTCOMES),
        /** Null unless the value's secret matched a key of this tenant, or a session that was made with one. */
        key: keyView.nullable(),
        /** What the value may do for the key's owner as the owner is now; null unless allowed. */
        permissions: z.array(z.string()).nullable(),
      }),
    },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
