import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { errorText } from '../api/errors.ts';
import type { KeyItem } from '../keys/key-status.tsx';
import { dayText, relativeText } from '../shell/dates.ts';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';

type Report = 'reportExpiring' | 'reportDormant' | 'reportNeverUsed';

const SHOWN = '10';

interface ReportDefinition {
  readonly operation: Report;
  readonly title: string;
  readonly empty: string;
  readonly fact: (key: KeyItem) => string;
}

const REPORTS: readonly ReportDefinition[] = [
  {
    operation: 'reportExpiring',
    title: 'Expiring within 30 days',
    empty: 'No keys expire within 30 days',
    fact: ({ expiresAt }) => (expiresAt ? `Expires ${relativeText(expiresAt)}` : ''),
  },
  {
    operation: 'reportDormant',
    title: 'Not used for 90 days',
    empty: 'No dormant keys',
    fact: ({ lastUsedAt }) => (lastUsedAt ? `Last used ${relativeText(lastUsedAt)}` : ''),
  },
  {
    operation: 'reportNeverUsed',
    title: 'Never used, created over 30 days ago',
    empty: 'No unused keys',
    fact: ({ createdAt }) => `Created ${dayText(createdAt)}`,
  },
];

/** The keys that need attention. */
export function KeyReports() {
  const { can } = useTenant();
  return (
    <div className="cards">
      {REPORTS.filter(({ operation }) => can(operation)).map((report) => (
        <ReportCard key={report.operation} {...report} />
      ))}
    </div>
  );
}

function ReportCard({ operation, title, empty, fact }: ReportDefinition) {
  const { client, tenant } = useTenant();
  const report = useQuery({
    queryKey: ['report', tenant, operation],
    queryFn: ({ signal }) => client.call(operation, { params: { tenant }, query: { limit: SHOWN }, signal }),
  });
  const items = report.data?.items ?? [];
  return (
    <Container header={<Header variant="h3">{title}</Header>} fitHeight>
      {report.isPending && <StatusIndicator type="loading">Loading</StatusIndicator>}
      {report.error && <StatusIndicator type="error">{errorText(report.error).title}</StatusIndicator>}
      {report.data && items.length === 0 && <StatusIndicator type="success">{empty}</StatusIndicator>}
      <SpaceBetween size="xs">
        {items.map(({ key }) => (
          <div key={key.id} className="break-anywhere">
            <Link href={hrefOf([tenant, 'keys', key.id])}>{key.name ?? key.hint}</Link>
            <Box fontSize="body-s" color="text-body-secondary">
              {fact(key)}
            </Box>
          </div>
        ))}
        {report.data?.next && <Box variant="small">More with: npx postern reports</Box>}
      </SpaceBetween>
    </Container>
  );
}
