import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { dayText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { numberText } from '../shell/numbers.ts';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';

/** The API counts up to this number. */
const MOST = 1000;
const DORMANT_DAYS = 90;
const UNUSED_DAYS = 30;
const DAY_MS = 86_400_000;

/** The numbers of keys that expire soon or are unused, each with a link to these keys. */
export function KeyCounts() {
  const { client, tenant } = useTenant();
  const counts = useQuery({
    queryKey: ['key-counts', tenant],
    queryFn: ({ signal }) => client.call('reportSummary', { params: { tenant }, signal }),
  });
  return (
    <Container>
      <Loaded query={counts}>
        {(data) => (
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Expire within 1 day', value: <Expiring count={data.expiringIn1Day} days={1} /> },
              { label: 'Expire within 7 days', value: <Expiring count={data.expiringIn7Days} days={7} /> },
              { label: 'Expire within 30 days', value: <Expiring count={data.expiringIn30Days} days={30} /> },
              {
                label: 'Expire within 7 days, not rotated',
                value: <Count count={data.expiringUnrotated} isUrgent />,
              },
              ...unusedOf(data, tenant),
            ]}
          />
        )}
      </Loaded>
    </Container>
  );
}

interface UnusedCounts {
  readonly dormant: number | null;
  readonly neverUsed: number | null;
}

function unusedOf({ dormant, neverUsed }: UnusedCounts, tenant: string) {
  if (dormant === null || neverUsed === null) return [];
  const old = { use: 'never', created: `over-${UNUSED_DAYS}`, sort: 'oldest' };
  const since = dormantSince();
  return [
    {
      label: `Never used, created over ${UNUSED_DAYS} days ago`,
      value: <Count count={neverUsed} href={hrefOf([tenant, 'keys'], old)} />,
    },
    {
      label: `Not used since ${dayText(since)}`,
      value: <Count count={dormant} href={hrefOf([tenant, 'keys'], { use: since })} />,
    },
  ];
}

/** The API counts by month: from the start of the month of the day 90 days ago. */
function dormantSince(): string {
  const day = new Date(Date.now() - DORMANT_DAYS * DAY_MS);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth())).toISOString();
}

function Expiring({ count, days }: { readonly count: number; readonly days: number }) {
  const { tenant } = useTenant();
  const href = hrefOf([tenant, 'keys'], { sort: 'expiry', expires: String(days) });
  return <Count count={count} href={href} isUrgent={days === 1} />;
}

interface CountProps {
  readonly count: number;
  readonly href?: string;
  /** Whether a number above zero needs attention now. */
  readonly isUrgent?: boolean;
}

function Count({ count, href, isUrgent = false }: CountProps) {
  const text = count >= MOST ? `${numberText(MOST)} or more` : numberText(count);
  const color = isUrgent && count > 0 ? 'text-status-error' : 'inherit';
  return (
    <Box variant="awsui-value-large" color={color}>
      {href && count > 0 ? (
        <Link href={href} variant="awsui-value-large">
          {text}
        </Link>
      ) : (
        text
      )}
    </Box>
  );
}
