import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { watchedKey } from '../../../lib/core/usage/key-usage.ts';
import {
  dormantKeys,
  idlePermissions,
  neverUsedKeys,
  type ReportDeps,
} from '../../../lib/core/usage/reports.ts';
import { keyOf } from '../../../test/support/entities.ts';
import { createMemoryUsageStore } from '../../../test/support/memory-usage-store.ts';
import type { Claim } from './claim.ts';
import { keyName } from './traffic.ts';

const NOW_MS = Date.UTC(2027, 0, 31, 12);
const TENANT = 'proof';
const PAGE = { cursor: undefined, limit: 50 };
const REPORTS = { dormant: dormantKeys, 'never-used': neverUsedKeys, 'unused-permissions': idlePermissions };

/** Asks for a page of each report in tenants of several sizes: what a page takes must not depend on the size. */
export async function proveReports(sizes: readonly number[]): Promise<Claim[]> {
  const costs = new Map<string, Set<string>>();
  for (const size of sizes) {
    const deps = await tenantOf(size);
    for (const [name, report] of Object.entries(REPORTS)) {
      deps.usage.reads.clear();
      deps.keyReads.count = 0;
      const page = await report(deps, { tenant: TENANT, days: 30, ...PAGE });
      const found = page === 'bad-cursor' ? 0 : page.items.length;
      const requests = [...deps.usage.reads].map(([what, count]) => `${count} ${what}`).join(', ');
      const cost = `${found} found with ${requests}, ${deps.keyReads.count} keys read`;
      costs.set(name, (costs.get(name) ?? new Set()).add(cost));
    }
  }
  return [...costs].map(([name, found]) => ({
    holds: found.size === 1,
    what: `report ${name} at ${sizes.join(' and at ')} keys: ${[...found].join(' / ')}`,
  }));
}

/** Half of the keys were used long ago and half never, each with a permission that it doesn't use. */
async function tenantOf(size: number) {
  const usage = createMemoryUsageStore();
  for (let n = 0; n < size; n += 1) {
    const fresh = watchedKey(
      { tenant: TENANT, id: keyName(n), permissions: ['read', 'write'] },
      NOW_MS - 200 * MS_PER_DAY,
    );
    const usedAtMs = NOW_MS - (100 + (n % 90)) * MS_PER_DAY;
    const used = { lastUsedAtMs: usedAtMs, permissions: { read: usedAtMs, write: null } };
    usage.usages.set(keyName(n), n % 2 === 0 ? fresh : { ...fresh, ...used });
  }
  const keyReads = { count: 0 };
  const readKey = async (id: string) => {
    keyReads.count += 1;
    return keyOf(TENANT, { id, permissions: ['read', 'write'] });
  };
  const sources = { list: async () => [] };
  return { store: { readKey }, usage, sources, clock: () => NOW_MS, keyReads } satisfies ReportDeps & {
    keyReads: object;
  };
}
