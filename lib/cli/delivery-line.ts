import type { AdminResponse } from '../api-client/admin-client.ts';

/** How far silence can be believed, in a sentence. */
export function deliveryLine({
  state,
  since,
  through,
}: AdminResponse<'showTenantUsage'>['delivery']): string {
  switch (state) {
    case 'healthy':
      return `Delivery was healthy from ${since} through ${through}.`;
    case 'unprobed':
      return "A guarded function is among the sources: it can't be told what was not used.";
    case 'silent':
      return "Delivery is not known to be healthy: it can't be told what was not used.";
  }
}
