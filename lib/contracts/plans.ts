import * as z from 'zod';
import type { Limit } from '../core/limits/limit.ts';
import type { Plans } from '../core/plans/plan.ts';
import { limits, maxKeys, planLimits } from './http/limits.ts';
import { issuesText } from './input-issue.ts';
import { validate } from './issues.ts';

/** The settings of a plan. */
export const planSettings = z.strictObject({
  /** Limits that the protected API enforces itself, by its names; null for no limit. */
  apiLimits: z
    .record(
      z.string(),
      z.int('must be a whole number, or null for no limit').min(0, 'must be 0 or more, or null').nullable(),
    )
    .optional(),
  /** The maximum number of keys of an owner, 1 to 1,000; omitted for no maximum. */
  maxKeys: maxKeys.optional(),
  /** Limits on requests that Postern enforces, for the owner or for each of its keys. */
  limits: planLimits.optional(),
});

/** The settings of a plan as written by an operator. Omitted settings have defaults. */
export type PlanProps = z.input<typeof planSettings>;

/**
 * Completes the settings of plans with their defaults.
 *
 * @throws Error that names the plan, the setting and its allowed values
 */
export function parsePlans(plans: Readonly<Record<string, PlanProps>>): Plans {
  return Object.fromEntries(
    Object.entries(plans).map(([name, settings]) => {
      const { data, issues } = validate(planSettings, settings, 'terminal');
      if (data) return [name, data];
      throw new Error(`Invalid plan '${name}': ${issuesText(issues)}.`);
    }),
  );
}

/** The limits of each tenant. */
export const tenantLimits = limits;

/** A limit of each tenant as written by an operator. Omitted settings have defaults. */
export type LimitProps = z.input<typeof tenantLimits>[number];

/**
 * Completes the limits of tenants with their defaults.
 *
 * @throws Error that names the limit, the setting and its allowed values
 */
export function parseTenantLimits(given: readonly LimitProps[]): readonly Limit[] {
  const { data, issues } = validate(tenantLimits, given, 'terminal');
  if (data) return data;
  throw new Error(`Invalid tenantLimits: ${issuesText(issues)}.`);
}
