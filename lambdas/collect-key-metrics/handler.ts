import { expiringKeyLines, inventoryMetricsLine } from '../../lib/contracts/key-metrics.ts';
import { collectInventory, type InventoryDeps } from '../../lib/core/usage/key-inventory.ts';

export interface CollectKeyMetricsDeps extends InventoryDeps {
  readonly keyTable: string;
  /** Sends the heartbeat to an external monitor; undefined if none is configured. */
  readonly sendHeartbeat: (() => Promise<void>) | undefined;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler that EventBridge Scheduler calls every 15 minutes. It sends the heartbeat last, so that a heartbeat
 * proves that schedule, function and both tables work.
 */
export function createHandler(deps: CollectKeyMetricsDeps) {
  return async (): Promise<void> => {
    const inventory = await collectInventory(deps);
    deps.log(inventoryMetricsLine(deps.keyTable, inventory, deps.clock()));
    for (const line of expiringKeyLines(inventory)) deps.log(line);
    await deps.sendHeartbeat?.();
  };
}
