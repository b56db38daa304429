import { routeNames } from './permissions.ts';

/** The allowed costs, inclusive. */
export const COST_BOUNDS = { min: 0, max: 1000 } as const;

/** The cost of a request to each route, in units of its limits. Other routes cost 1. */
export type RouteCosts = Readonly<Record<string, number>>;

/** The cost of a request: that of its most expensive method if the service can route by several. */
export function costOf(costs: RouteCosts, methods: readonly string[], route: string): number {
  return Math.max(...methods.map((method) => routeCost(costs, method, route)));
}

function routeCost(costs: RouteCosts, method: string, route: string): number {
  const name = routeNames(method, route).find((each) => Object.hasOwn(costs, each));
  return name === undefined ? 1 : (costs[name] ?? 1);
}

/** Whether a cost is within the bounds. */
export function isCost(value: unknown): value is number {
  const { min, max } = COST_BOUNDS;
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
