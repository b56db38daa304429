import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import { dayText, instantText } from '../shell/dates.ts';
import { firstOf } from '../shell/first-of.ts';
import { hrefOf } from '../shell/route.ts';
import { Expiry, type KeyItem, KeyStatusIndicator, LastUsed } from './key-status.tsx';
import { keyTerms } from './key-terms.ts';
import { Sparkline } from './sparkline.tsx';

/** The column with the requests of each day. */
export const USAGE_COLUMN = 'last-used';

/** The columns of the key list, in the words of the product. */
export function keyColumns(
  profile: KeyProfileView,
  tenant: string,
): readonly TableProps.ColumnDefinition<KeyItem>[] {
  const { permissions } = keyTerms(profile);
  return [
    {
      id: 'name',
      header: 'Name',
      isRowHeader: true,
      minWidth: 215,
      cell: ({ id, name, hint }) => (
        <div className="break-anywhere">
          <Link href={hrefOf([tenant, 'keys', id])}>{name ?? 'Unnamed'}</Link>
          <Box fontSize="body-s" color="text-body-secondary">
            <span className="mono">{hint}</span>
          </Box>
        </div>
      ),
    },
    {
      id: 'status',
      minWidth: 120,
      header: 'Status',
      cell: ({ status }) => <KeyStatusIndicator status={status} />,
    },
    {
      id: 'owner',
      minWidth: 130,
      header: 'Owner',
      cell: ({ owner, environment }) => (
        <div className="break-anywhere">
          {owner}
          <Box fontSize="body-s" color="text-body-secondary">
            {environment}
          </Box>
        </div>
      ),
    },
    {
      id: 'permissions',
      header: permissions,
      minWidth: 115,
      maxWidth: 200,
      cell: ({ permissions: all }) => <span title={all.join(', ')}>{firstOf(all, 3)}</span>,
    },
    {
      id: 'created',
      minWidth: 125,
      header: 'Created',
      sortingField: 'createdAt',
      cell: ({ createdAt }) => (
        <span className="nowrap" title={instantText(createdAt)}>
          {dayText(createdAt)}
        </span>
      ),
    },
    {
      id: USAGE_COLUMN,
      minWidth: 125,
      header: 'Last used',
      cell: ({ lastUsedAt, requestsByDay }) => (
        <>
          <LastUsed at={lastUsedAt} />
          {requestsByDay && <Sparkline requests={requestsByDay} />}
        </>
      ),
    },
    {
      id: 'expires',
      minWidth: 120,
      header: 'Expires',
      sortingField: 'expiresAt',
      cell: ({ expiresAt }) => <Expiry at={expiresAt} warnDays={profile.policies.warnBeforeExpiryDays} />,
    },
  ];
}
