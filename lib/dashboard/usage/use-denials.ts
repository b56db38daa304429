import { useQuery } from '@tanstack/react-query';
import { useTenant } from '../shell/tenant-context.ts';
import type { Bucket } from './outcomes-chart.tsx';

/** The hours of the summary. */
export const HOURS = 24;

const HOUR_MS = 3_600_000;

/** The logged denials of the last 24 hours, of one key or of the tenant. */
export function useDenials(keyId?: string) {
  const { client, tenant, features } = useTenant();
  return useQuery({
    enabled: features.usage,
    queryKey: ['denials', tenant, keyId ?? ''],
    queryFn: ({ signal }) => {
      const query = { hours: String(HOURS) };
      return keyId === undefined
        ? client.call('summarizeAccessLog', { params: { tenant }, query, signal })
        : client.call('summarizeKeyAccessLog', { params: { tenant, key: keyId }, query, signal });
    },
  });
}

/** The last 24 hours, also those without denials. */
export function hourBuckets(hours: readonly { readonly hour: string; readonly counts: Bucket['counts'] }[]) {
  const byHour = new Map(hours.map(({ hour, counts }) => [Date.parse(hour), counts]));
  const current = Math.floor(Date.now() / HOUR_MS);
  return Array.from({ length: HOURS }, (_, index): Bucket => {
    const atMs = (current - (HOURS - 1 - index)) * HOUR_MS;
    return { label: label.format(atMs), counts: byHour.get(atMs) ?? {} };
  });
}

const label = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
  timeZone: 'UTC',
});
