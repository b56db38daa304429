import type { AdminResponse } from '../api-client/admin-client.ts';

/** Describes how reliable missing usage data is. */
export function deliveryLine({
  state,
  since,
  through,
}: AdminResponse<'showTenantUsage'>['delivery']): string {
  switch (state) {
    case 'healthy':
      return `Delivery was healthy from ${since} through ${through}.`;
    case 'not-probed':
      return 'A guarded function has no delivery probe: unused keys cannot be determined.';
    case 'interrupted':
      return 'Log delivery was interrupted: unused keys cannot be determined.';
    default:
      // A state of a newer version of the API.
      return `Delivery is ${state}.`;
  }
}
