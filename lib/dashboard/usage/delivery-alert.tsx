import Alert from '@cloudscape-design/components/alert';
import type { Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';

/** A warning if decisions may be missing. */
export function DeliveryAlert({ delivery }: { readonly delivery: Response<'showTenantUsage'>['delivery'] }) {
  if (delivery.state !== 'interrupted') return null;
  return (
    <Alert type="warning" header="Usage data may be incomplete">
      {delivery.through
        ? `The delivery of log lines is interrupted. Data is complete until ${instantText(delivery.through)}.`
        : 'The delivery of log lines is interrupted.'}
    </Alert>
  );
}
