import { expiringKeyLines, inventoryMetricsLine } from '../../lib/contracts/key-metrics.ts';
import { collectInventory, type InventoryDeps } from '../../lib/core/usage/key-inventory.ts';

export interface CollectKeyMetricsDeps extends InventoryDeps {
  readonly keyTable: string;
  /** Tells whoever waits for it, outside of this account, that all is alive; undefined where nobody does. */
  readonly signal: (() => Promise<void>) | undefined;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler that EventBridge Scheduler calls every quarter of an hour. The sign of life comes last: it says
 * that schedules, functions and both tables work.
 */
export function createHandler(deps: CollectKeyMetricsDeps) {
  return async (): Promise<void> => {
    const inventory = await collectInventory(deps);
    deps.log(inventoryMetricsLine(deps.keyTable, inventory, deps.clock()));
    for (const line of expiringKeyLines(inventory)) deps.log(line);
    await deps.signal?.();
  };
}
