import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { instantText, relativeText } from '../shell/dates.ts';
import type { ManagedKeyStatus } from './rotation-state.tsx';

type Value = ManagedKeyStatus['otherActiveValues'][number];

/** The old values that are still accepted, with their remaining use. */
export function OtherValues({ values }: { readonly values: readonly Value[] }) {
  if (values.length === 0) return null;
  return (
    <Table
      wrapLines
      items={values}
      ariaLabels={{ tableLabel: 'Old values' }}
      header={
        <Header
          variant="h2"
          description="Values that are accepted in addition to the current one. A consumer that still uses one has not read the new value."
        >
          Old values
        </Header>
      }
      columnDefinitions={[
        {
          id: 'generation',
          header: 'Generation',
          minWidth: 110,
          isRowHeader: true,
          cell: ({ generation }) => generation,
        },
        {
          id: 'ends',
          header: 'Ends',
          minWidth: 200,
          cell: ({ endsAt }) => (endsAt ? instantText(endsAt) : 'When the overlap ends'),
        },
        {
          id: 'last-used',
          header: 'Last used',
          minWidth: 125,
          cell: ({ lastUsedAt }) => (lastUsedAt ? relativeText(lastUsedAt) : 'No recorded use'),
        },
        { id: 'by', header: 'Used by', minWidth: 220, cell: ({ lastUse }) => <LastUse use={lastUse} /> },
      ]}
    />
  );
}

function LastUse({ use }: { readonly use: Value['lastUse'] }) {
  if (!use) return '–';
  return (
    <div className="break-anywhere">
      {`${use.sourceAddress} ${use.userAgent ?? ''}`}
      <Box fontSize="body-s" color="text-body-secondary">
        <span className="mono">{use.route}</span>
      </Box>
    </div>
  );
}
