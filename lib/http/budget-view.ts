import type * as z from 'zod';
import type { budgetsView } from '../contracts/http/budgets.ts';
import type { Budget } from '../core/limits/budgets.ts';
import { usedOf } from '../core/limits/used.ts';
import { isoOf } from './timestamps.ts';

export function viewBudgets(budgets: readonly Budget[]): z.output<typeof budgetsView> {
  return {
    budgets: budgets.map(({ scope, limit, remaining, resetAtMs }) => ({
      ...{ scope, limit, used: usedOf({ limit, remaining }), remaining },
      resetAt: isoOf(resetAtMs),
    })),
  };
}
