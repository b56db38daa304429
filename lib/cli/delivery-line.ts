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
    case 'not-probed':
      return 'The sources include an not-probed guarded function: unused keys cannot be determined.';
    case 'interrupted':
      return 'Log delivery was interrupted: unused keys cannot be determined.';
  }
}
