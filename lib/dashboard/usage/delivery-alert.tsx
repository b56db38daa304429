import Alert from '@cloudscape-design/components/alert';
import type { Response } from '../api/client.ts';

export type Delivery = Response<'showTenantUsage'>['delivery'];

/** A warning if decisions may be missing. */
export function DeliveryAlert({ delivery: { state } }: { readonly delivery: Delivery }) {
  if (state !== 'interrupted') return null;
  return (
    <Alert type="warning" header="Usage data may be incomplete">
      The delivery of log lines is interrupted, or it started within the last minutes. Recent requests can be
      missing. If this message stays for 15 minutes, ask an operator to follow the runbook{' '}
      <span className="mono">docs/runbooks/usage-delivery-lag.md</span>.
    </Alert>
  );
}
