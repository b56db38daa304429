import type * as z from 'zod';
import type {
  accessLogEntryView,
  accessLogSummaryView,
  deliveryView,
  keyUsageView,
} from '../../lib/contracts/http/usage.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import { MS_PER_DAY } from '../../lib/core/keys/lifetime.ts';
import type { AccessLogEntry } from '../../lib/core/usage/access-log.ts';
import type { DeliveryHealth } from '../../lib/core/usage/delivery.ts';
import { type KeyUsage, newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { lastUsesOf } from '../../lib/core/usage/reports.ts';
import type { AccessLogSummary } from '../../lib/core/usage/summarize-entries.ts';
import type { DayCounts } from '../../lib/core/usage/usage-store.ts';
import { isoOf } from '../../lib/http/timestamps.ts';

export function viewDelivery(delivery: DeliveryHealth): z.output<typeof deliveryView> {
  return delivery.state === 'healthy'
    ? { state: delivery.state, since: isoOf(delivery.sinceMs), through: isoOf(delivery.throughMs) }
    : { state: delivery.state, since: null, through: null };
}

export function viewDay({ day, counts }: DayCounts) {
  return { day: isoOf(day * MS_PER_DAY).slice(0, 'yyyy-mm-dd'.length), counts: { ...counts } };
}

/** The last uses of a key; empty if the key is not tracked. */
export function viewLastUses(
  key: Key,
  usage: KeyUsage | undefined,
): Pick<z.output<typeof keyUsageView>, 'trackedSince' | 'lastUsedAt' | 'credentials' | 'permissions'> {
  const { lastUsedAtMs, generations } = usage ?? newKeyUsage(key, 0);
  const credentials = Object.entries(generations).map(([generation, ms]) => ({
    generation: Number(generation),
    lastUsedAt: isoOf(ms),
  }));
  const permissions = usage ? lastUsesOf({ key, usage }) : [];
  return {
    trackedSince: isoOf(usage?.trackedSinceMs ?? null),
    lastUsedAt: isoOf(lastUsedAtMs),
    credentials: credentials.sort((one, other) => other.generation - one.generation),
    permissions: permissions.map(({ permission, lastUsedAtMs: ms }) => ({
      permission,
      lastUsedAt: isoOf(ms),
    })),
  };
}

/** @param keys the keys of the summary; unknown ones have no name */
export function viewAccessLogSummary(
  { sinceMs, hours, keys: denied, addresses }: AccessLogSummary,
  keys: readonly (Key | 'unknown' | undefined)[],
): z.output<typeof accessLogSummaryView> {
  const names = new Map(
    keys.flatMap((key) => (key && key !== 'unknown' ? [[key.id, key.name] as const] : [])),
  );
  return {
    since: isoOf(sinceMs),
    hours: hours.map(({ hourMs, counts }) => ({ hour: isoOf(hourMs), counts: { ...counts } })),
    keys: denied.map((each) => ({ ...each, name: names.get(each.key) ?? null })),
    addresses: addresses.map(({ lastAtMs, ...each }) => ({ ...each, lastAt: isoOf(lastAtMs) })),
    sampled: true,
  };
}

export function viewAccessLogEntry(entry: AccessLogEntry): z.output<typeof accessLogEntryView> {
  return {
    at: isoOf(entry.atMs),
    key: entry.key,
    outcome: entry.outcome,
    via: entry.via,
    method: entry.method,
    route: entry.route,
    requestId: entry.requestId ?? null,
    sourceAddress: entry.sourceAddress,
    userAgent: entry.userAgent ?? null,
    permission: entry.permission ?? null,
    generation: entry.generation ?? null,
  };
}
