import type { Source } from '../../../../lib/core/usage/delivery.ts';
import { sumOf } from '../../../../lib/core/usage/fold.ts';
import { recordUsage } from '../../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../../lib/core/usage/usage-cache.ts';
import { createMemoryUsageStore } from '../../../support/memory-usage-store.ts';
import type { Recorder } from './recorder.ts';

const SOURCE: Source = { logGroup: 'proof', via: 'authorizer', probed: true };

/** The recorder of lib/core over a memory store, which follows the rules of the real one and counts its writes. */
export function createMemoryRecorder(): Recorder {
  const store = createMemoryUsageStore();
  const known = createUsageCache(store);
  return {
    watch: async (usage) => {
      store.usages.set(usage.key, usage);
    },
    record: async (decisions, nowMs) => {
      const deps = { store, known, clock: () => nowMs, backoff: async () => {} };
      await recordUsage(deps, { logGroup: SOURCE.logGroup, decisions, unread: 0 }, SOURCE);
    },
    endWindow: () => store.endWindow(),
    counted: async (tenant, fromDay, throughDay) =>
      sumOf((await store.readCounts({ tenant }, fromDay, throughDay)).map(({ counts }) => counts)),
    writes: store.writes,
  };
}
