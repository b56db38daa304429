import { fillPage } from '../fill-page.ts';
import { RESTORABLE_DAYS } from '../keys/delete.ts';
import type { Key, KeySettings } from '../keys/key.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import { readKnown } from '../read-known.ts';
import type { Clock } from '../runtime.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import type { KeyUsage } from './key-usage.ts';
import type { Day } from './limits.ts';
import type { UsageListing, UsageStore } from './usage-store.ts';

/** A key that has not permanently ended, with its usage. */
export interface ReportedKey {
  readonly key: KeySettings;
  readonly usage: KeyUsage;
}

export interface ReportedKeysDeps {
  readonly store: Pick<Store, 'readKey'>;
  readonly usage: UsageStore;
  readonly clock: Clock;
}

/** The maximum number of reads for one page, which bounds its cost if few keys are reported. */
const MAX_READS = 4;

/** The keys of a report: those of a tenant whose usage has a day before `beforeDay`. */
export interface ReportedDays {
  readonly tenant: string;
  readonly beforeDay: Day;
  readonly dayOf: (usage: KeyUsage) => Day;
}

/**
 * Reads one page of a listing of usages with their keys. A key that has ended is omitted and removed from the listing
 * here, because a revocation must not wait for that write. Within a month, used keys are listed in any order.
 */
export function readReportedKeys(
  deps: ReportedKeysDeps,
  listing: UsageListing,
  days: ReportedDays,
  page: PageRequest,
): Promise<Page<ReportedKey> | 'invalid-cursor'> {
  const read = (request: PageRequest) => deps.usage.listKeys(listing, days, request);
  const select = (ids: readonly string[]) => withKeys(deps, ids, days);
  return fillPage({ read, select, maxReads: MAX_READS }, page);
}

/** Reads keys only if their usage is reported. */
async function withKeys(deps: ReportedKeysDeps, ids: readonly string[], { beforeDay, dayOf }: ReportedDays) {
  const usages = await deps.usage.readUsages(ids);
  const read = await Promise.all(
    ids.map(async (id) => {
      const usage = usages.get(id);
      if (!usage || dayOf(usage) >= beforeDay) return undefined;
      return { id, usage, key: await readKnown(deps.store.readKey(id)) };
    }),
  );
  const nowMs = deps.clock();
  const ended: KeyUsage[] = [];
  const unknown: string[] = [];
  const items = read.map((each) => {
    if (!each) return undefined;
    const { id, usage, key } = each;
    if (key === 'unknown') unknown.push(id);
    else if (!key || hasEnded(key, nowMs)) ended.push(usage);
    else if (key.status !== 'deleted') return { key, usage };
    return undefined;
  });
  const unlisted = ended.map((usage) => ({ ...usage, listed: false, version: usage.version + 1 }));
  await Promise.all(unlisted.map((usage) => deps.usage.replaceUsage(usage)));
  return { items, unknown };
}

function hasEnded({ status, deletion }: Key, nowMs: number): boolean {
  return status === 'revoked' || (deletion !== null && nowMs >= deletion.atMs + RESTORABLE_DAYS * MS_PER_DAY);
}
