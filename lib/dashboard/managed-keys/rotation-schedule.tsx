import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import type { ApiClient, Response } from '../api/client.ts';
import { dayText, relativeText, timeText } from '../shell/dates.ts';
import { EmptyState } from '../shell/empty-state.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';

const DAYS = 90;
const DAY_MS = 86_400_000;
/** A larger schedule is complete in the CLI. */
const PAGES = 10;

type Planned = Response<'listUpcomingRotations'>['items'][number];

const REASONS: Readonly<Record<Planned['reason'], string>> = {
  'in-progress': 'In progress',
  due: 'By its schedule',
  window: 'In its maintenance window',
  freeze: 'After the rotation freeze of the tenant',
  paused: 'When it is resumed',
};

interface Entry {
  readonly id: string;
  readonly kind: 'rotation' | 'expiry';
  readonly key: string;
  readonly name: string | null;
  /** Null for a paused rotation. */
  readonly at: string | null;
  readonly note: string;
}

interface Schedule {
  readonly entries: readonly Entry[];
  readonly isComplete: boolean;
}

/** The rotations of managed keys and the expiries of all keys in the next 90 days, in the order of their times. */
export function RotationSchedule() {
  const { client, tenant } = useTenant();
  const schedule = useQuery({
    queryKey: ['schedule', tenant],
    queryFn: ({ signal }) => readSchedule(client, tenant, signal),
  });
  return (
    <Loaded query={schedule}>
      {({ entries, isComplete }) => (
        <SpaceBetween size="s">
          <Table
            wrapLines
            items={entries}
            trackBy="id"
            ariaLabels={{ tableLabel: `Rotations and expiries of the next ${DAYS} days` }}
            columnDefinitions={columns(tenant)}
            empty={<EmptyState title={`No rotation or expiry in the next ${DAYS} days`} />}
          />
          {!isComplete && (
            <StatusIndicator type="info">
              Only the first part is shown. List all with: npx postern managed-keys upcoming
            </StatusIndicator>
          )}
        </SpaceBetween>
      )}
    </Loaded>
  );
}

async function readSchedule(client: ApiClient, tenant: string, signal: AbortSignal): Promise<Schedule> {
  const params = { tenant };
  const expiresFrom = new Date().toISOString();
  const expiresBefore = new Date(Date.now() + DAYS * DAY_MS).toISOString();
  const [rotations, expiries] = await Promise.all([
    readPages((page) =>
      client.call('listUpcomingRotations', { params, query: { ...page, days: String(DAYS) }, signal }),
    ),
    readPages((page) =>
      client.call('listKeys', {
        params,
        query: { ...page, sort: 'expiry', expiresFrom, expiresBefore },
        signal,
      }),
    ),
  ]);
  const entries: readonly Entry[] = [
    ...rotations.items.map(({ key, name, at, reason }) => ({
      ...{ id: `rotation ${key}`, kind: 'rotation' as const, key, name, at },
      note: REASONS[reason],
    })),
    ...expiries.items.map(({ id, name, expiresAt, owner }) => ({
      ...{ id: `expiry ${id}`, kind: 'expiry' as const, key: id, name, at: expiresAt },
      note: `Key of ${owner}`,
    })),
  ];
  return {
    entries: entries.toSorted((one, other) => (one.at ?? '~').localeCompare(other.at ?? '~')),
    isComplete: rotations.isComplete && expiries.isComplete,
  };
}

/** Reads at most ten pages of a listing. */
async function readPages<Item>(
  read: (page: { readonly limit: string; readonly cursor: string | undefined }) => Promise<{
    readonly items: readonly Item[];
    readonly next: string | null;
  }>,
) {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= PAGES; page += 1) {
    const { items: more, next } = await read({ limit: '100', cursor });
    items.push(...more);
    if (next === null) return { items, isComplete: true };
    cursor = next;
  }
  return { items, isComplete: false };
}

function columns(tenant: string): readonly TableProps.ColumnDefinition<Entry>[] {
  return [
    {
      id: 'at',
      header: 'Date (UTC)',
      minWidth: 170,
      cell: ({ at }) =>
        at === null ? (
          'Paused'
        ) : (
          <span className="nowrap">
            <Box variant="strong">{dayText(at)}</Box> <Box variant="small">{timeText(at)}</Box>
          </span>
        ),
    },
    {
      id: 'key',
      header: 'Key',
      minWidth: 200,
      isRowHeader: true,
      cell: ({ kind, key, name }) => (
        <span className="break-anywhere">
          <Link href={hrefOf([tenant, kind === 'rotation' ? 'managed-keys' : 'keys', key])}>
            {name ?? key}
          </Link>
        </span>
      ),
    },
    {
      id: 'event',
      header: 'Event',
      minWidth: 150,
      cell: ({ kind }) =>
        kind === 'rotation' ? (
          <StatusIndicator type="in-progress" colorOverride="blue" wrapText={false}>
            Rotation
          </StatusIndicator>
        ) : (
          <StatusIndicator type="warning" wrapText={false}>
            Key expires
          </StatusIndicator>
        ),
    },
    { id: 'in', header: 'When', minWidth: 120, cell: ({ at }) => (at === null ? '–' : relativeText(at)) },
    { id: 'note', header: 'Details', minWidth: 180, cell: ({ note }) => note },
  ];
}
