import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { daysAgo } from '../shell/dates.ts';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { useDraft } from '../shell/use-draft.ts';
import { AuditEvents, type AuditFilter } from './audit-events.tsx';
import { ChainState } from './chain-state.tsx';

const FILTERS = [
  { value: 'key', label: 'Key ID' },
  { value: 'owner', label: 'Owner ID' },
  { value: 'actor', label: 'Actor ID' },
] as const;

const PERIODS = [
  { value: '', label: 'Any time' },
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
];

type FilterName = (typeof FILTERS)[number]['value'];

/** The audit trail of the tenant: who changed what, and when. */
export function AuditPage() {
  const { features, can } = useTenant();
  const { query } = useRoute();
  const present = FILTERS.find(({ value }) => query.has(value));
  const days = PERIODS.find(({ value }) => value === query.get('days'))?.value ?? '';
  const filter: AuditFilter = {
    ...(present && { [present.value]: query.get(present.value) ?? '' }),
    ...(days !== '' && { since: daysAgo(Number(days)) }),
  };
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="Every change in this tenant, with its actor, newest first.">
        Audit trail
      </Header>
      {features.auditChain && can('showAuditChain') && <ChainState />}
      <AuditEvents
        filter={filter}
        header={<Header variant="h2">Events</Header>}
        filters={
          <AuditFilters
            name={present?.value ?? 'key'}
            value={present ? (query.get(present.value) ?? '') : ''}
            days={days}
          />
        }
      />
    </SpaceBetween>
  );
}

interface AuditFiltersProps {
  readonly name: FilterName;
  readonly value: string;
  /** A number of days; empty for any time. */
  readonly days: string;
}

/** The filters of the trail, which are in the address. */
function AuditFilters({ name, value, days }: AuditFiltersProps) {
  const { tenant } = useTenant();
  const [chosen, setChosen] = useDraft(name);
  const [text, setText] = useDraft(value);
  const show = (change: { readonly days?: string }) =>
    navigate(hrefOf([tenant, 'audit'], { [chosen]: text.trim(), days, ...change }), { replace: true });
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        show({});
      }}
    >
      <FormField stretch>
        <Input
          type="search"
          ariaLabel="ID to filter by"
          placeholder="Enter an ID, then press Enter"
          value={text}
          onChange={({ detail }) => setText(detail.value)}
        />
      </FormField>
      <Select
        ariaLabel="Filter by"
        options={FILTERS}
        selectedOption={FILTERS.find((each) => each.value === chosen) ?? null}
        onChange={({ detail }) =>
          setChosen(FILTERS.find((each) => each.value === detail.selectedOption.value)?.value ?? chosen)
        }
      />
      <Select
        ariaLabel="Period"
        options={PERIODS}
        selectedOption={PERIODS.find((each) => each.value === days) ?? null}
        onChange={({ detail }) => show({ days: detail.selectedOption.value ?? '' })}
      />
    </form>
  );
}
