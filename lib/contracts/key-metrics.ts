import * as z from 'zod';
import type { KeyInventory } from '../core/usage/key-inventory.ts';
import { embeddedLine, nonZero } from './embedded-metrics.ts';

/**
 * How EventBridge Scheduler calls `collect-key-metrics`: every minute, and every 12 hours. The inventory reads the keys of
 * each tenant, and the delivery check only some items.
 */
export const KEY_METRICS_EVENTS = {
  delivery: { postern: 'check-delivery' },
  inventory: { postern: 'key-inventory' },
} as const;
export const keyMetricsEvent = z.strictObject({
  postern: z.enum([KEY_METRICS_EVENTS.delivery.postern, KEY_METRICS_EVENTS.inventory.postern]),
});

/** The metrics of all keys of a deployment. */
export const KEY_METRICS = {
  /** Distinguishes the deployments of one account. */
  dimension: 'KeyTable',
  expiringIn30Days: 'KeysExpiringIn30Days',
  expiringIn7Days: 'KeysExpiringIn7Days',
  expiringIn1Day: 'KeysExpiringIn1Day',
  /** Keys that expire within 7 days and are not rotated. */
  expiringUnrotated: 'KeysExpiringWithoutRotation',
  /** Keys that were used, but not in the last 90 days. */
  dormant: 'DormantKeys',
  /** The maximum time without decision lines of a source, or of partial usage that is not merged, in seconds. */
  deliveryLag: 'UsageDeliveryLag',
  /** Requested test notifications. */
  testNotifications: 'TestNotifications',
  /** In each minute of a mute: the time of its request in milliseconds since 1970. The maximum counts. */
  muted: 'PagingMuted',
  /** In each unmuted minute: the time of the unmute request in milliseconds since 1970. */
  unmuted: 'PagingUnmuted',
} as const;

/** The metrics line of a key inventory; an empty text if all counts are 0. */
export function inventoryMetricsLine(keyTable: string, inventory: KeyInventory, atMs: number): string {
  const counts = [
    'expiringIn30Days',
    'expiringIn7Days',
    'expiringIn1Day',
    'expiringUnrotated',
    'dormant',
  ] as const;
  const metrics = counts.map((count) => ({
    name: KEY_METRICS[count],
    unit: 'Count' as const,
    value: inventory[count],
  }));
  return embeddedLine({ dimension: KEY_METRICS.dimension, of: keyTable, metrics: nonZero(metrics), atMs });
}

/** The metrics line of a delivery check. */
export function deliveryLagLine(keyTable: string, lagMs: number, atMs: number): string {
  const lag = { name: KEY_METRICS.deliveryLag, unit: 'Seconds' as const, value: Math.round(lagMs / 1000) };
  return embeddedLine({ dimension: KEY_METRICS.dimension, of: keyTable, metrics: [lag], atMs });
}

/** One line for each key of an inventory that expires soon and is not rotated. */
export function expiringKeyLines({ expiring }: Pick<KeyInventory, 'expiring'>): readonly string[] {
  return expiring.map(({ tenant, owner, id: keyId, expiresAtMs }) => {
    const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
    return `${JSON.stringify({ postern: 'expiring-key', tenant, owner, keyId, expiresAt })}\n`;
  });
}

/** The metrics line of a requested test notification. */
export function testNotificationLine(keyTable: string, atMs: number): string {
  return keyMetricLine(keyTable, { name: KEY_METRICS.testNotifications, value: 1, atMs });
}

const MS_PER_MINUTE = 60_000;
/** CloudWatch accepts metric values at most two hours in the future. */
export const MAX_MUTE_MINUTES = 115;

/** The lines of a mute: one for each minute, with future timestamps. The mute therefore ends without a further request. */
export function muteLines(keyTable: string, minutes: number, nowMs: number): readonly string[] {
  return minutesFrom(nowMs, minutes).map((atMs) =>
    keyMetricLine(keyTable, { name: KEY_METRICS.muted, value: nowMs, atMs }),
  );
}

/** The lines that end all earlier mutes. For each minute, the later request counts. */
export function unmuteLines(keyTable: string, nowMs: number): readonly string[] {
  return minutesFrom(nowMs, MAX_MUTE_MINUTES + 1).map((atMs) =>
    keyMetricLine(keyTable, { name: KEY_METRICS.unmuted, value: nowMs, atMs }),
  );
}

function minutesFrom(nowMs: number, minutes: number): readonly number[] {
  return Array.from({ length: minutes }, (_, minute) => nowMs + minute * MS_PER_MINUTE);
}

function keyMetricLine(
  keyTable: string,
  { name, value, atMs }: { readonly name: string; readonly value: number; readonly atMs: number },
): string {
  return embeddedLine({
    dimension: KEY_METRICS.dimension,
    of: keyTable,
    metrics: [{ name, unit: name === KEY_METRICS.testNotifications ? 'Count' : 'Milliseconds', value }],
    atMs,
  });
}
