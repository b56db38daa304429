import type { KeyInventory } from '../core/usage/key-inventory.ts';
import { embeddedLine } from './embedded-metrics.ts';

/** What is counted of all keys of a deployment, every quarter of an hour, by its key table. */
export const KEY_METRICS = {
  /** Tells deployments of one account apart. */
  dimension: 'KeyTable',
  expiringIn30Days: 'KeysExpiringIn30Days',
  expiringIn7Days: 'KeysExpiringIn7Days',
  expiringIn1Day: 'KeysExpiringIn1Day',
  /** Those within 7 days that nothing rotates. */
  expiringUnrotated: 'KeysExpiringWithoutRotation',
  /** Used once, and not in the last 90 days. */
  dormant: 'DormantKeys',
  /** For how long the lines of some authorizer did not come, in seconds. */
  deliveryLag: 'UsageDeliveryLag',
  /** Asked for by a person, to see whether notices arrive. */
  testNotifications: 'TestNotifications',
  /** In each minute of a mute: when it was asked for, as milliseconds since 1970. The greatest counts. */
  muted: 'PagingMuted',
  /** In each minute that is not muted any more: when that was asked for. */
  unmuted: 'PagingUnmuted',
} as const;

/** A census, as a line that CloudWatch turns into metrics. */
export function inventoryMetricsLine(keyTable: string, inventory: KeyInventory, atMs: number): string {
  const { dimension, testNotifications, muted, unmuted, deliveryLag, ...counted } = KEY_METRICS;
  const { deliveryLagMs, ...counts } = inventory;
  const metrics = [
    { name: counted.expiringIn30Days, value: counts.expiringIn30Days },
    { name: counted.expiringIn7Days, value: counts.expiringIn7Days },
    { name: counted.expiringIn1Day, value: counts.expiringIn1Day },
    { name: counted.expiringUnrotated, value: counts.expiringUnrotated },
    { name: counted.dormant, value: counts.dormant },
  ].map((each) => ({ ...each, unit: 'Count' as const }));
  const lag =
    deliveryLagMs === undefined
      ? []
      : [{ name: deliveryLag, unit: 'Seconds' as const, value: Math.round(deliveryLagMs / 1000) }];
  return embeddedLine({ dimension, of: keyTable, metrics: [...metrics, ...lag], atMs });
}

/** One line for each key of a census that ends soon and that nothing rotates. */
export function expiringKeyLines({ expiring }: Pick<KeyInventory, 'expiring'>): readonly string[] {
  return expiring.map(({ tenant, owner, id: keyId, expiresAtMs }) => {
    const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
    return `${JSON.stringify({ postern: 'expiring-key', tenant, owner, keyId, expiresAt })}\n`;
  });
}

/** A test notice was asked for. */
export function testNotificationLine(keyTable: string, atMs: number): string {
  return keyMetricLine(keyTable, { name: KEY_METRICS.testNotifications, value: 1, atMs });
}

const MS_PER_MINUTE = 60_000;
/** CloudWatch takes values of up to two hours ahead. */
export const MAX_MUTE_MINUTES = 115;

/**
 * Lines that mute from now on: one for each minute, also those to come. So a mute ends by itself, whatever becomes of
 * who asked for it.
 */
export function muteLines(keyTable: string, minutes: number, nowMs: number): readonly string[] {
  return minutesFrom(nowMs, minutes).map((atMs) =>
    keyMetricLine(keyTable, { name: KEY_METRICS.muted, value: nowMs, atMs }),
  );
}

/** Lines that end every mute that was asked for before: of each minute the later command counts. */
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
