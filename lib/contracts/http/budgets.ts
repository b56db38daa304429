import * as z from 'zod';
import { BUCKET_SCOPES } from '../../core/limits/limited-buckets.ts';
import { create, get, post } from './define-route.ts';
import { identifier } from './fields.ts';
import { keyParams } from './keys.ts';
import { creditsToAdd, storedLimit } from './limits.ts';
import { ownerParams } from './owners.ts';
import { timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** The default name of the balance to which credits are added. */
export const CREDITS = 'credits';

/** A limit with its remaining budget. */
const budgetView = z.object({
  /** Who shares the budget: the key with its sessions, all bound keys of the owner, or all keys of the tenant. */
  scope: z.enum(BUCKET_SCOPES),
  limit: storedLimit,
  /** Of the burst of a rate, or of the maximum of a quota or of credits. 0 if credits were added above their maximum. */
  used: z.int(),
  remaining: z.int(),
  /** When the budget increases or starts again; null for credits without a refill. */
  resetAt: timestamp.nullable(),
});

/** The limits that a request is charged to, in the order of the charges. */
export const budgetsView = z.object({ budgets: z.array(budgetView) });

const oneLimit = z.strictObject({ limit: identifier });
const reset = { body: oneLimit, response: budgetsView, problems: ['not-found'] } as const;

const addition = {
  body: z.strictObject({ add: creditsToAdd, limit: identifier.default(CREDITS) }),
  response: budgetsView,
  problems: ['not-found', 'limit-without-credits', 'balance-out-of-bounds', 'idempotency-key-reused'],
} as const;

/** The remaining budgets of the limits of keys, owners and tenants. The limits themselves are settings of keys, owners and plans. */
export const budgetRoutes = {
  showKeyLimits: get('/admin/v1/tenants/{tenant}/keys/{key}/limits', {
    summary: 'Show every limit that requests with a key are charged to, with its remaining budget',
    params: keyParams,
    response: budgetsView,
    problems: ['not-found'],
  }),
  resetKeyLimit: post('/admin/v1/tenants/{tenant}/keys/{key}/reset-limit', {
    ...reset,
    summary: 'Restore the full budget of a limit of a key',
    params: keyParams,
  }),
  addKeyCredits: create('/admin/v1/tenants/{tenant}/keys/{key}/credits', {
    ...addition,
    summary: 'Add credits to the balance of a key',
    params: keyParams,
  }),
  showOwnerLimits: get('/admin/v1/tenants/{tenant}/owners/{owner}/limits', {
    summary: 'Show the limits that all bound keys of an owner share, with their remaining budgets',
    params: ownerParams,
    response: budgetsView,
    problems: ['not-found'],
  }),
  resetOwnerLimit: post('/admin/v1/tenants/{tenant}/owners/{owner}/reset-limit', {
    ...reset,
    summary: 'Restore the full budget of a limit of an owner',
    params: ownerParams,
  }),
  addOwnerCredits: create('/admin/v1/tenants/{tenant}/owners/{owner}/credits', {
    ...addition,
    summary: 'Add credits to the balance of an owner',
    params: ownerParams,
  }),
  showTenantLimits: get('/admin/v1/tenants/{tenant}/limits', {
    summary: 'Show the limits that all keys of a tenant share, with their remaining budgets',
    params: tenantParams,
    response: budgetsView,
    problems: ['not-found'],
  }),
  resetTenantLimit: post('/admin/v1/tenants/{tenant}/reset-limit', {
    ...reset,
    summary: 'Restore the full budget of a limit of a tenant',
    params: tenantParams,
  }),
} as const satisfies Record<string, Route>;
