import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
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

type FilterName = (typeof FILTERS)[number]['value'];

/** The audit trail of the tenant: who changed what, and when. */
export function AuditPage() {
  const { features, can } = useTenant();
  const { query } = useRoute();
  const present = FILTERS.find(({ value }) => query.has(value));
  const filter: AuditFilter = present ? { [present.value]: query.get(present.value) ?? '' } : {};
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
          />
        }
      />
    </SpaceBetween>
  );
}

function AuditFilters({ name, value }: { readonly name: FilterName; readonly value: string }) {
  const { tenant } = useTenant();
  const [chosen, setChosen] = useDraft(name);
  const [text, setText] = useDraft(value);
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        navigate(hrefOf([tenant, 'audit'], { [chosen]: text.trim() }), { replace: true });
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
    </form>
  );
}
