import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import type { Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { useTenant } from '../shell/tenant-context.ts';

type Alarm = Response<'showTenantAlarms'>['items'][number];

/** An alarm starts within minutes after its cause. */
const REFRESH_MS = 60_000;

/** The active alarms whose cause is in this tenant, with their runbooks. */
export function TenantAlarms() {
  const { client, tenant } = useTenant();
  const alarms = useQuery({
    queryKey: ['alarms', tenant],
    queryFn: ({ signal }) => client.call('showTenantAlarms', { params: { tenant }, signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <section aria-label="Alarms">
      <Loaded query={alarms}>
        {({ items }) =>
          items.length === 0 ? (
            <StatusIndicator type="success">
              <span className="break-anywhere">No active alarm has its cause in this tenant</span>
            </StatusIndicator>
          ) : (
            <SpaceBetween size="s">
              {items.map((alarm) => (
                <ActiveAlarm key={alarm.name} alarm={alarm} />
              ))}
            </SpaceBetween>
          )
        }
      </Loaded>
    </section>
  );
}

function ActiveAlarm({ alarm: { name, since, summary, cause, runbook } }: { readonly alarm: Alarm }) {
  return (
    <Alert type="warning" header={cause}>
      <SpaceBetween size="xxs">
        <span className="break-anywhere">{`Alarm ${name}: ${summary}`}</span>
        {since !== null && <span>{`Active since ${instantText(since)}`}</span>}
        <span className="break-anywhere">
          Runbook: <Runbook place={runbook} />
        </span>
      </SpaceBetween>
    </Alert>
  );
}

/** A path is in the package and in the repository of the deployment. */
function Runbook({ place }: { readonly place: string }) {
  if (!place.startsWith('https://')) return <span className="mono">{place}</span>;
  return (
    <Link href={place} external externalIconAriaLabel="Opens in a new tab">
      {place}
    </Link>
  );
}
