/** The limits of a plan, by the names of the protected API; null for no limit. */
export type PlanLimits = Readonly<Record<string, number | null>>;

/** The plans of a deployment, by name. The protected API gets the limits of the owner's plan with each request. */
export type Plans = Readonly<Record<string, PlanLimits>>;

/** A plan as passed to the protected API. */
export interface Plan {
  readonly name: string;
  readonly limits: PlanLimits;
}

/**
 * The plan of an owner; null without a plan. A plan that the deployment no longer has is passed without limits, so that
 * the protected API can apply its strictest ones.
 */
export function planNamed(plans: Plans, name: string | null): Plan | null {
  if (name === null) return null;
  const limits = Object.hasOwn(plans, name) ? plans[name] : undefined;
  return { name, limits: limits ?? {} };
}
