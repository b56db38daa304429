import { RESTORABLE_DAYS } from '../keys/delete.ts';
import type { Key, KeySettings } from '../keys/key.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import { readKnown, withUnknown } from '../read-known.ts';
import type { Clock } from '../runtime.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import { type KeyUsage, listedDay } from './key-usage.ts';
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

/** The maximum number of reads that fill a page after ended keys are omitted. */
const ROUNDS = 4;

/**
 * Reads one page of a listing of usages with their keys. A key that has ended is omitted and removed from the listing
 * here, because a revocation must not wait for that write. Within a month, used keys are listed in any order.
 */
export async function readReportedKeys(
  deps: ReportedKeysDeps,
  listing: UsageListing,
  of: { readonly tenant: string; readonly beforeDay: Day },
  { cursor, limit }: PageRequest,
): Promise<Page<ReportedKey> | 'invalid-cursor'> {
  const items: ReportedKey[] = [];
  const unknown: string[] = [];
  let after = cursor;
  for (let round = 1; round <= ROUNDS && items.length < limit; round += 1) {
    const page = await deps.usage.listKeys(listing, of, { cursor: after, limit: limit - items.length });
    if (page === 'invalid-cursor') return page;
    const read = await withKeys(deps, page.items);
    const isListed = ({ usage }: ReportedKey) => (listedDay(listing, usage) ?? of.beforeDay) < of.beforeDay;
    items.push(...read.found.filter(isListed));
    unknown.push(...read.unknown);
    after = page.next;
    if (after === undefined) break;
  }
  return withUnknown({ items, next: after }, unknown);
}

async function withKeys(deps: ReportedKeysDeps, ids: readonly string[]) {
  const [usages, keys] = await Promise.all([
    deps.usage.readUsages(ids),
    Promise.all(ids.map((id) => readKnown(deps.store.readKey(id)))),
  ]);
  const found: ReportedKey[] = [];
  const ended: KeyUsage[] = [];
  const unknown: string[] = [];
  for (const [position, id] of ids.entries()) {
    const usage = usages.get(id);
    const key = keys[position];
    if (!usage) continue;
    if (key === 'unknown') unknown.push(id);
    else if (!key || hasEnded(key, deps.clock())) ended.push(usage);
    else if (key.status !== 'deleted') found.push({ key, usage });
  }
  const unlisted = ended.map((usage) => ({ ...usage, listed: false, version: usage.version + 1 }));
  await Promise.all(unlisted.map((usage) => deps.usage.replaceUsage(usage)));
  return { found, unknown };
}

function hasEnded({ status, deletion }: Key, nowMs: number): boolean {
  return status === 'revoked' || (deletion !== null && nowMs >= deletion.atMs + RESTORABLE_DAYS * MS_PER_DAY);
}
