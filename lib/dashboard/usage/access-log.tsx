import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Response } from '../api/client.ts';
import { decisionText } from '../keys/outcome-text.ts';
import { instantText } from '../shell/dates.ts';
import { PagedTable } from '../shell/paged-table.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';

type Entry = Response<'listAccessLog'>['items'][number];

function columns(tenant: string): readonly TableProps.ColumnDefinition<Entry>[] {
  return [
    { id: 'at', header: 'Time', minWidth: 205, isRowHeader: true, cell: ({ at }) => instantText(at) },
    {
      id: 'decision',
      header: 'Decision',
      minWidth: 285,
      cell: ({ outcome }) => (
        <StatusIndicator type={outcome === 'allowed' ? 'success' : 'error'}>
          <span className="break-anywhere">{decisionText(outcome)}</span>
        </StatusIndicator>
      ),
    },
    {
      id: 'request',
      header: 'Request',
      minWidth: 170,
      cell: ({ method, route, requestId }) => (
        <>
          <span className="mono">{`${method} ${route}`}</span>
          {requestId !== null && (
            <Box fontSize="body-s" color="text-body-secondary">
              <span className="mono">{requestId}</span>
            </Box>
          )}
        </>
      ),
    },
    { id: 'permission', header: 'Permission', minWidth: 110, cell: ({ permission }) => permission ?? '–' },
    {
      id: 'source',
      header: 'Source',
      minWidth: 190,
      cell: ({ sourceAddress, userAgent }) => (
        <>
          <span className="mono">{sourceAddress}</span>
          <Box fontSize="body-s" color="text-body-secondary">
            <span className="break-anywhere">{userAgent}</span>
          </Box>
        </>
      ),
    },
    {
      id: 'key',
      header: 'Key',
      minWidth: 140,
      cell: ({ key }) => <Link href={hrefOf([tenant, 'keys', key])}>{key}</Link>,
    },
  ];
}

/** The filter of the access log. */
export interface AccessLogFilter {
  readonly outcome?: string;
  /** ISO 8601. */
  readonly since?: string;
}

interface AccessLogProps {
  readonly keyId?: string;
  readonly filter?: AccessLogFilter;
  /** The fields that change the filter. */
  readonly filters?: ReactNode;
}

/** The denied requests and sampled uses of one key, or of all keys of the tenant (MH-19, MB-11). */
export function AccessLog({ keyId, filter = {}, filters }: AccessLogProps) {
  const { client, tenant } = useTenant();
  return (
    <PagedTable
      queryKey={['access-log', tenant, keyId ?? '', filter]}
      read={(page, signal) => {
        const query = { ...filter, ...page };
        return keyId === undefined
          ? client.call('listAccessLog', { params: { tenant }, query, signal })
          : client.call('listKeyAccessLog', { params: { tenant, key: keyId }, query, signal });
      }}
      filter={filters}
      label="Access log"
      header={
        <Header
          variant={keyId === undefined ? 'h1' : 'h2'}
          description="The denied requests of the last 30 days, and the first use of a key in 5 minutes. Requests appear after about 5 minutes."
        >
          Access log
        </Header>
      }
      columns={columns(tenant).filter(({ id }) => keyId === undefined || id !== 'key')}
      empty={Object.keys(filter).length === 0 ? 'No requests in the last 30 days' : 'No requests match'}
    />
  );
}
