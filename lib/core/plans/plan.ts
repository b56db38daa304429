import type { PlanLimit } from '../limits/limit.ts';

/** The limits that the protected API enforces itself, by its names; null for no limit. */
export type ApiLimits = Readonly<Record<string, number | null>>;

/** The settings of a plan. */
export interface PlanSettings {
  /** Limits that the protected API enforces. It receives them with each request, as `plan.limits`. */
  readonly apiLimits?: ApiLimits | undefined;
  /** The maximum number of keys of an owner; null or omitted for no maximum. */
  readonly maxKeys?: number | null | undefined;
  /** Limits on requests that Postern enforces, for the owner or for each of its keys. */
  readonly limits?: readonly PlanLimit[] | undefined;
}

/** The plans of a deployment, by name. */
export type Plans = Readonly<Record<string, PlanSettings>>;

/** A plan as passed to the protected API. */
export interface Plan {
  readonly name: string;
  readonly limits: ApiLimits;
}

/**
 * The plan of an owner; null without a plan. A plan that the deployment no longer has is passed without limits, so that
 * the protected API can apply its strictest ones.
 */
export function planNamed(plans: Plans, name: string | null): Plan | null {
  return name === null ? null : { name, limits: settingsOfPlan(plans, name).apiLimits ?? {} };
}

/** The settings of a plan; empty without a plan, or if the deployment no longer has it. */
export function settingsOfPlan(plans: Plans, name: string | null): PlanSettings {
  return (name !== null && Object.hasOwn(plans, name) && plans[name]) || {};
}
