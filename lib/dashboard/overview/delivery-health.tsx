import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { instantText } from '../shell/dates.ts';
import { type Delivery, DeliveryAlert } from '../usage/delivery-alert.tsx';

/** Whether the log lines of all decisions arrive, so that missing requests mean that there were none. */
export function DeliveryHealth({ delivery }: { readonly delivery: Delivery }) {
  const { state, through } = delivery;
  if (state === 'interrupted') return <DeliveryAlert delivery={delivery} />;
  return state === 'healthy' ? (
    <StatusIndicator type="success">
      <span className="break-anywhere">
        {through ? `Usage data is complete until ${instantText(through)}` : 'Usage data is complete'}
      </span>
    </StatusIndicator>
  ) : (
    <StatusIndicator type="info">
      <span className="break-anywhere">
        The delivery of usage data cannot be verified, because guarded functions send a part of it
      </span>
    </StatusIndicator>
  );
}
