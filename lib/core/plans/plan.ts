/** What a plan allows, by the name that the protected API gives each limit; null stands for no limit. */
export type PlanLimits = Readonly<Record<string, number | null>>;

/** The plans of a deployment, by name. The protected API gets the limits of the owner's plan with each request. */
export type Plans = Readonly<Record<string, PlanLimits>>;

/** A plan as it is handed on. */
export interface Plan {
  readonly name: string;
  readonly limits: PlanLimits;
}

/**
 * The plan of that name; null where an owner has none. One that the deployment no longer has is handed on
 * without limits named, so that the protected API falls back on its own strictest.
 */
export function planNamed(plans: Plans, name: string | null): Plan | null {
  if (name === null) return null;
  const limits = Object.hasOwn(plans, name) ? plans[name] : undefined;
  return { name, limits: limits ?? {} };
}
