import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import { keyTerms } from '../keys/key-terms.ts';
import { relativeText } from '../shell/dates.ts';
import { numberText } from '../shell/numbers.ts';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { HOURS, useDenials } from '../usage/use-denials.ts';

/** The keys and the addresses with the most denied requests. */
export function TopDenials() {
  const { tenant, profile } = useTenant();
  const { data, isPending } = useDenials();
  if (!data && !isPending) return null;
  const { keys } = keyTerms(profile);
  return (
    <div className="cards wide">
      <Table
        wrapLines
        loading={isPending}
        items={data?.keys ?? []}
        ariaLabels={{ tableLabel: `${keys} with the most denials` }}
        header={
          <Header variant="h2" description={`Of the last ${HOURS} hours.`}>{`${keys} with denials`}</Header>
        }
        columnDefinitions={[
          {
            id: 'key',
            header: 'Key',
            isRowHeader: true,
            minWidth: 180,
            cell: ({ key, name }) => (
              <span className="break-anywhere">
                <Link href={hrefOf([tenant, 'keys', key])}>{name ?? key}</Link>
              </span>
            ),
          },
          { id: 'denied', header: 'Denied', minWidth: 90, cell: ({ denied }) => numberText(denied) },
        ]}
        empty="No denied requests"
      />
      <Table
        wrapLines
        loading={isPending}
        items={data?.addresses.filter(({ denied }) => denied > 0) ?? []}
        ariaLabels={{ tableLabel: 'Source addresses with the most denials' }}
        header={
          <Header variant="h2" description={`Of the last ${HOURS} hours.`}>
            Source addresses with denials
          </Header>
        }
        columnDefinitions={[
          {
            id: 'address',
            header: 'Address',
            isRowHeader: true,
            minWidth: 150,
            cell: ({ sourceAddress }) => <span className="mono">{sourceAddress}</span>,
          },
          { id: 'denied', header: 'Denied', minWidth: 90, cell: ({ denied }) => numberText(denied) },
          { id: 'last', header: 'Last request', minWidth: 120, cell: ({ lastAt }) => relativeText(lastAt) },
        ]}
        empty="No denied requests"
      />
      <Link href={hrefOf([tenant, 'access-log'], { outcome: 'denied' })}>
        Show denied requests in the access log
      </Link>
    </div>
  );
}
