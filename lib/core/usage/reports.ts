import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { Page, PageRequest } from '../store.ts';
import { type DeliveryHealth, healthOf, reportThroughMs, type UseAnswer, useDuring } from './delivery.ts';
import { type KeyUsage, lastUsedDay, leastUsedDay } from './key-usage.ts';
import { dayOf } from './limits.ts';
import { type ReportedKey, type ReportedKeysDeps, readReportedKeys } from './reported-keys.ts';
import type { Sources, UsageListing, UsageStore } from './usage-store.ts';

export interface ReportDeps extends ReportedKeysDeps {
  readonly sources: Sources;
}

export interface Report<Item> extends Page<Item> {
  /** The health of delivery, on which the report is based. */
  readonly delivery: DeliveryHealth;
}

/** The parameters of a report: a tenant and a number of whole days (UTC). */
export interface ReportQuery extends PageRequest {
  readonly tenant: string;
  readonly days: number;
}

export interface UnusedKey extends ReportedKey {
  readonly use: UseAnswer;
}

/** The keys that were used, but not in the last `days` days, longest unused first (MH-22, MK-12). */
export function dormantKeys(
  deps: ReportDeps,
  query: ReportQuery,
): Promise<Report<UnusedKey> | 'invalid-cursor'> {
  const { fromMs } = reportCutoff(deps, query);
  return unusedKeys(deps, 'by-last-use', query, () => fromMs);
}

/** The keys that were issued at least `days` days ago and never used, oldest first (MH-22). */
export function neverUsedKeys(
  deps: ReportDeps,
  query: ReportQuery,
): Promise<Report<UnusedKey> | 'invalid-cursor'> {
  return unusedKeys(deps, 'never-used', query, ({ trackedSinceMs }) => trackedSinceMs);
}

async function unusedKeys(
  deps: ReportDeps,
  listing: UsageListing,
  query: ReportQuery,
  sinceOf: (usage: KeyUsage) => number,
): Promise<Report<UnusedKey> | 'invalid-cursor'> {
  const { beforeDay, toMs } = reportCutoff(deps, query);
  const [delivery, page] = await Promise.all([
    readHealth(deps),
    readReportedKeys(deps, listing, { tenant: query.tenant, beforeDay, dayOf: lastUsedDay }, query),
  ]);
  if (page === 'invalid-cursor') return page;
  const items = page.items.map(({ key, usage }) => {
    const use = useDuring(usage, { fromMs: sinceOf(usage), toMs }, delivery);
    return { key, usage, use };
  });
  return { ...page, items: items.filter(({ use }) => use !== 'used'), delivery };
}

export interface IdlePermission {
  readonly permission: string;
  readonly lastUsedAtMs: number | null;
  readonly use: UseAnswer;
}

export interface KeyWithIdlePermissions extends ReportedKey {
  readonly permissions: readonly IdlePermission[];
}

/**
 * The keys with permissions that they have not used in the last `days` days (MK-12): keys without use first, then by the month
 * of their last use.
 */
export async function idlePermissions(
  deps: ReportDeps,
  query: ReportQuery,
): Promise<Report<KeyWithIdlePermissions> | 'invalid-cursor'> {
  const { fromMs, beforeDay, toMs } = reportCutoff(deps, query);
  const [delivery, page] = await Promise.all([
    readHealth(deps),
    readReportedKeys(deps, 'all', { tenant: query.tenant, beforeDay, dayOf: leastUsedDay }, query),
  ]);
  if (page === 'invalid-cursor') return page;
  const items = page.items.map((item) => ({
    ...item,
    permissions: lastUsesOf(item)
      .map((last) => ({ ...last, use: useDuring(last, { fromMs, toMs }, delivery) }))
      .filter(({ lastUsedAtMs, trackedSinceMs }) => (lastUsedAtMs ?? trackedSinceMs) < fromMs),
  }));
  return { ...page, items: items.filter(({ permissions }) => permissions.length > 0), delivery };
}

/** The recorded last use of each current permission of a key. */
export function lastUsesOf({ key, usage }: ReportedKey) {
  const { trackedSinceMs } = usage;
  const uses = new Map(Object.entries(usage.permissions));
  return key.permissions.flatMap((permission) => {
    const lastUsedAtMs = uses.get(permission);
    return lastUsedAtMs === undefined ? [] : [{ permission, lastUsedAtMs, trackedSinceMs }];
  });
}

/** The health of all registered sources. */
export async function readHealth(deps: {
  readonly usage: Pick<UsageStore, 'readWatermarks'>;
  readonly sources: Sources;
}): Promise<DeliveryHealth> {
  const [registered, watermarks] = await Promise.all([deps.sources.list(), deps.usage.readWatermarks()]);
  return healthOf(registered, watermarks);
}

function reportCutoff({ clock }: ReportDeps, { days }: ReportQuery) {
  const nowMs = clock();
  const beforeDay = dayOf(nowMs) - days;
  return { beforeDay, fromMs: beforeDay * MS_PER_DAY, toMs: reportThroughMs(nowMs) };
}
