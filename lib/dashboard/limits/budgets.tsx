import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { limitsText } from '../../contracts/http/limit-text.ts';
import type { Response } from '../api/client.ts';
import { instantText, relativeText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { numberText } from '../shell/numbers.ts';
import { useTenant } from '../shell/tenant-context.ts';

type Budget = Response<'showKeyLimits'>['budgets'][number];

/** Whose limits are shown: those of a key, of an owner, or of the tenant. */
export type LimitedSubject =
  | { readonly kind: 'key' | 'owner'; readonly id: string }
  | { readonly kind: 'tenant' };

const DESCRIPTIONS: Readonly<Record<LimitedSubject['kind'], string>> = {
  key: 'Every limit that requests with this key are charged to.',
  owner: 'The limits that all keys of this owner share.',
  tenant: 'The limits that all keys of this tenant share.',
};

const SHARED_BY: Readonly<Record<Budget['scope'], string>> = {
  key: 'This key and its sessions',
  owner: 'All keys of the owner',
  tenant: 'All keys of the tenant',
};

const REFRESH_MS = 15_000;

/** The limits of a subject with the use of each, refreshed while they are shown. */
export function Budgets({ subject }: { readonly subject: LimitedSubject }) {
  const { client, tenant } = useTenant();
  const budgets = useQuery({
    queryKey: ['limits', tenant, subject],
    queryFn: ({ signal }) => {
      const { kind } = subject;
      if (kind === 'tenant') return client.call('showTenantLimits', { params: { tenant }, signal });
      return kind === 'key'
        ? client.call('showKeyLimits', { params: { tenant, key: subject.id }, signal })
        : client.call('showOwnerLimits', { params: { tenant, owner: subject.id }, signal });
    },
    refetchInterval: REFRESH_MS,
  });
  return (
    <Loaded query={budgets}>
      {(data) => (
        <Table
          wrapLines
          items={data.budgets}
          ariaLabels={{ tableLabel: 'Limits' }}
          header={
            <Header variant="h2" description={DESCRIPTIONS[subject.kind]}>
              Limits
            </Header>
          }
          columnDefinitions={COLUMNS}
          empty="No limits"
        />
      )}
    </Loaded>
  );
}

const COLUMNS = [
  {
    id: 'limit',
    header: 'Limit',
    minWidth: 200,
    isRowHeader: true,
    cell: ({ limit }: Budget) => <span className="break-anywhere">{limitsText([limit])}</span>,
  },
  { id: 'shared', header: 'Shared by', minWidth: 170, cell: ({ scope }: Budget) => SHARED_BY[scope] },
  { id: 'used', header: 'Used', minWidth: 170, cell: (budget: Budget) => <Use budget={budget} /> },
  {
    id: 'resets',
    header: 'Resets',
    minWidth: 140,
    cell: (budget: Budget) => <Reset budget={budget} />,
  },
];

function mostOf(limit: Budget['limit']): number {
  return limit.kind === 'rate' ? limit.burst : limit.max;
}

/** When more of the budget is available. Nothing resets while all of it is. */
function Reset({ budget: { used, resetAt } }: { readonly budget: Budget }) {
  if (resetAt === null) return 'Never';
  if (used === 0) return '–';
  return (
    <span className="nowrap" title={instantText(resetAt)}>
      {relativeText(resetAt)}
    </span>
  );
}

/** The part of a limit that is used, as a number and as a bar. */
function Use({ budget: { limit, used } }: { readonly budget: Budget }) {
  const most = mostOf(limit);
  return (
    <>
      {`${numberText(used)} of ${numberText(most)}`}
      <meter
        className="use"
        aria-label={`Use of ${limit.name}`}
        min={0}
        max={most}
        high={most * 0.8}
        optimum={0}
        value={used}
      />
    </>
  );
}
