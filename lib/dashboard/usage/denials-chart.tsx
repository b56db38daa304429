import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { instantText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { OutcomesChart } from './outcomes-chart.tsx';
import { HOURS, hourBuckets, useDenials } from './use-denials.ts';

/** The denials of the last hours by reason, of one key or of the tenant. */
export function DenialsChart({ keyId }: { readonly keyId?: string }) {
  return (
    <Loaded query={useDenials(keyId)}>
      {({ hours, since }) => (
        <SpaceBetween size="s">
          {!isComplete(since) && (
            <StatusIndicator type="info">{`There are many entries. The chart starts at ${instantText(since)}.`}</StatusIndicator>
          )}
          {hours.length === 0 ? (
            <StatusIndicator type="success">{`No denied requests in the last ${HOURS} hours`}</StatusIndicator>
          ) : (
            <OutcomesChart buckets={hourBuckets(hours)} title="Denied requests by hour" axis="Hour (UTC)" />
          )}
        </SpaceBetween>
      )}
    </Loaded>
  );
}

function isComplete(since: string): boolean {
  return Date.parse(since) <= Date.now() - (HOURS - 1) * 3_600_000;
}
