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
      return 'The sources include an unprobed guarded function: unused keys cannot be determined.';
    case 'silent':
      return 'Log delivery was interrupted: unused keys cannot be determined.';
  }
}
