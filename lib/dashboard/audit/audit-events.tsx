import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';
import { firstOf } from '../shell/first-of.ts';
import { PagedTable } from '../shell/paged-table.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';

type Event = Response<'listAuditEvents'>['items'][number];

/** The filter of the audit trail: at most one of key, owner and actor. */
export interface AuditFilter {
  /** ISO 8601. */
  readonly since?: string;
  readonly key?: string;
  readonly owner?: string;
  readonly actor?: string;
}

function columns(tenant: string): readonly TableProps.ColumnDefinition<Event>[] {
  return [
    { id: 'at', header: 'Time', minWidth: 205, isRowHeader: true, cell: ({ at }) => instantText(at) },
    { id: 'action', header: 'Action', minWidth: 170, cell: ({ action }) => action },
    {
      id: 'subject',
      header: 'Subject',
      minWidth: 190,
      cell: ({ subject: { kind, id } }) =>
        kind === 'key' || kind === 'owner' ? (
          <span className="break-anywhere">
            <Link href={hrefOf([tenant, `${kind}s`, id])}>{`${kind} ${id}`}</Link>
          </span>
        ) : (
          <span className="break-anywhere">{`${kind} ${id}`}</span>
        ),
    },
    {
      id: 'actor',
      header: 'Actor',
      minWidth: 180,
      cell: ({ actor: { kind, name }, sourceAddress }) => (
        <span className="break-anywhere" title={sourceAddress}>{`${name} (${kind})`}</span>
      ),
    },
    { id: 'change', header: 'Change', minWidth: 180, cell: (event) => <Change event={event} /> },
  ];
}

interface AuditEventsProps {
  readonly filter: AuditFilter;
  readonly header?: ReactNode;
  readonly filters?: ReactNode;
}

/** The events of the audit trail, newest first, with the settings before and after each change. */
export function AuditEvents({ filter, header, filters }: AuditEventsProps) {
  const { client, tenant } = useTenant();
  return (
    <PagedTable
      queryKey={['audit', tenant, filter]}
      read={(query, signal) =>
        client.call('listAuditEvents', { params: { tenant }, query: { ...query, ...filter }, signal })
      }
      label="Audit events"
      header={header ?? <Header variant="h2">Changes</Header>}
      filter={filters}
      columns={columns(tenant)}
      empty="No events match"
    />
  );
}

function Change({ event: { before, after } }: { readonly event: Event }) {
  const changes = changedSettings(before ?? {}, after ?? {});
  if (changes.length === 0) return '–';
  return (
    <details className="changes">
      <summary>
        {firstOf(
          changes.map(([name]) => name),
          3,
        )}
      </summary>
      <dl>
        {changes.map(([name, from, to]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{from === undefined ? to : `${from} → ${to ?? 'none'}`}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

type Settings = NonNullable<Event['before']>;

function changedSettings(before: Settings, after: Settings) {
  const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => [name, text(before[name]), text(after[name])] as const)
    .filter(([, from, to]) => from !== to);
}
