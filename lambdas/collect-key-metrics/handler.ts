import {
  deliveryLagLine,
  expiringKeyLines,
  inventoryMetricsLine,
  KEY_METRICS_EVENTS,
  keyMetricsEvent,
} from '../../lib/contracts/key-metrics.ts';
import { MS_PER_DAY } from '../../lib/core/keys/lifetime.ts';
import { lagOf } from '../../lib/core/usage/delivery.ts';
import { collectInventory, type InventoryDeps } from '../../lib/core/usage/key-inventory.ts';
import type { Sources, UsageStore } from '../../lib/core/usage/usage-store.ts';

export interface CollectKeyMetricsDeps extends InventoryDeps {
  /** Undefined if the deployment records no usage. */
  readonly usage:
    | {
        readonly store: Pick<UsageStore, 'listKeys' | 'readWatermarks' | 'readOldestUnmerged'>;
        readonly sources: Sources;
      }
    | undefined;
  readonly keyTable: string;
  /** Sends the heartbeat to an external monitor; undefined if none is configured. */
  readonly sendHeartbeat: (() => Promise<void>) | undefined;
  /** One line each. */
  readonly log: (line: string) => void;
}

/** Makes the handler that EventBridge Scheduler calls with one of `KEY_METRICS_EVENTS`. */
export function createHandler(deps: CollectKeyMetricsDeps) {
  return async (event: unknown): Promise<void> => {
    const { postern } = keyMetricsEvent.parse(event);
    await (postern === KEY_METRICS_EVENTS.inventory.postern ? logInventory(deps) : checkDelivery(deps));
  };
}

async function logInventory(deps: CollectKeyMetricsDeps): Promise<void> {
  const inventory = await collectInventory(deps);
  deps.log(inventoryMetricsLine(deps.keyTable, inventory, deps.clock()));
  for (const line of expiringKeyLines(inventory)) deps.log(line);
}

/** Sends the heartbeat last, so that a heartbeat proves that schedule, function and both tables work. */
async function checkDelivery({ store, usage, keyTable, clock, log, sendHeartbeat }: CollectKeyMetricsDeps) {
  const nowMs = clock();
  const [, sources, watermarks, unmergedMs] = await Promise.all([
    store.listTenants({ cursor: undefined, limit: 1 }),
    usage?.sources.list() ?? [],
    usage?.store.readWatermarks() ?? [],
    usage?.store.readOldestUnmerged(nowMs - MS_PER_DAY),
  ]);
  const lagMs = lagOf(sources, watermarks, nowMs);
  if (lagMs !== undefined) {
    const mergeLagMs = unmergedMs === undefined ? 0 : nowMs - unmergedMs;
    log(deliveryLagLine(keyTable, Math.max(lagMs, mergeLagMs), nowMs));
  }
  await sendHeartbeat?.();
}
