import Select from '@cloudscape-design/components/select';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect, useState } from 'react';
import { useTenant } from '../shell/tenant-context.ts';
import { STATUS_LABELS } from './key-status.tsx';
import { keyTerms } from './key-terms.ts';
import { type KeyFilter, useOwners } from './use-keys.ts';

interface KeyFiltersProps {
  readonly filter: KeyFilter;
  readonly onChange: (change: Partial<KeyFilter>) => void;
}

/** The server searches when the user stops typing. */
const TYPING_PAUSE_MS = 300;

const STATUSES = [
  { value: '', label: 'Any status' },
  ...Object.entries(STATUS_LABELS).map(([value, label]) => ({ value, label })),
];

/** The filters of the key list. All of them are in the address. */
export function KeyFilters({ filter, onChange }: KeyFiltersProps) {
  const { profile } = useTenant();
  const [search, setSearch] = useState(filter.search);
  const [shown, setShown] = useState(filter.search);
  if (shown !== filter.search) {
    // The address has changed. If that was not by typing, for example by clearing the filters, the field follows it.
    setShown(filter.search);
    if (search.trim() !== filter.search) setSearch(filter.search);
  }
  useEffect(() => {
    if (search.trim() === filter.search) return;
    const timer = setTimeout(() => onChange({ search: search.trim() }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [search, filter.search, onChange]);
  return (
    <div className="filters">
      <TextFilter
        filteringText={search}
        filteringPlaceholder="Find by name, hint or ID"
        filteringAriaLabel={`Find ${keyTerms(profile).keys}`}
        onChange={({ detail }) => setSearch(detail.filteringText)}
      />
      <Select
        ariaLabel="Status"
        options={STATUSES}
        selectedOption={STATUSES.find(({ value }) => value === filter.status) ?? null}
        onChange={({ detail }) => onChange({ status: detail.selectedOption.value ?? '' })}
      />
      <OwnerFilter owner={filter.owner} onChange={(owner) => onChange({ owner })} />
    </div>
  );
}

function OwnerFilter({
  owner,
  onChange,
}: {
  readonly owner: string;
  readonly onChange: (owner: string) => void;
}) {
  const { data } = useOwners();
  const any = { value: '', label: 'Any owner' };
  const options = [
    any,
    ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: id, description: name ?? '' })),
  ];
  return (
    <Select
      ariaLabel="Owner"
      filteringType="auto"
      filteringAriaLabel="Find an owner"
      options={options}
      selectedOption={options.find(({ value }) => value === owner) ?? { value: owner, label: owner }}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}
