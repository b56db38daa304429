import * as z from 'zod';
import { OUTCOMES } from '../../core/access/outcomes.ts';
import { post } from './define-route.ts';
import { permission } from './fields.ts';
import { keyView } from './keys.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** The most values of a batch. */
export const VERIFY_LIMIT = 100;

const address = z.union([z.ipv4(), z.ipv6()]);

/** One type in place of a union, because generated clients would wrap the text in an object of an own class. */
const sourceAddress = z
  .string()
  .max(64)
  .check(({ value, issues }) => {
    if (!address.safeParse(value).success)
      issues.push({ code: 'invalid_format', format: 'ip-address', input: value });
  })
  .meta({ examples: ['192.0.2.7', '2001:db8::7'] });

const verification = z.strictObject({
  value: z.string().max(4096),
  /** If omitted, every valid key is allowed. */
  permission: permission.optional(),
  /** If omitted, the allowed addresses are not checked. */
  sourceAddress: sourceAddress.optional(),
});

const decisionView = z.object({
  outcome: z.enum(OUTCOMES),
  /** Null unless the secret of the value matches a key of this tenant, or a session that was created with one. */
  key: keyView.nullable(),
  /** The effective permissions, limited by the current role of the owner; null unless allowed. */
  permissions: z.array(z.string()).nullable(),
});

export const verifyRoutes = {
  verify: post('/admin/v1/tenants/{tenant}/verify', {
    summary: 'Verify a value and return the decision of the authorizer; this does not count as use',
    params: tenantParams,
    body: verification,
    response: decisionView,
    problems: ['not-found'],
  }),
  verifyBatch: post('/admin/v1/tenants/{tenant}/keys/verify', {
    summary: `Verify up to ${VERIFY_LIMIT} values and return a decision for each, in their order; this does not count as use`,
    params: tenantParams,
    body: z.strictObject({ values: z.array(verification).min(1).max(VERIFY_LIMIT) }),
    response: z.object({ decisions: z.array(decisionView) }),
    problems: ['not-found'],
  }),
} as const satisfies Record<string, Route>;
