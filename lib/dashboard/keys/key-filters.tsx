import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect, useState } from 'react';
import { couldContainValue } from '../../contracts/http/value-text.ts';
import { useTenant } from '../shell/tenant-context.ts';
import type { KeyFilter } from './key-filter.ts';
import { STATUS_LABELS } from './key-status.tsx';
import { keyTerms } from './key-terms.ts';
import { useOwners } from './use-keys.ts';

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
  const isValue = couldContainValue(search);
  useEffect(() => {
    // The filter is in the address and in the history of the browser, which must not contain a value.
    if (isValue || search.trim() === filter.search) return;
    const timer = setTimeout(() => onChange({ search: search.trim() }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [search, isValue, filter.search, onChange]);
  return (
    <div className="filters">
      <TextFilter
        filteringText={search}
        filteringPlaceholder="Find by name, hint or ID"
        filteringAriaLabel={`Find ${keyTerms(profile).keys}`}
        countText={
          isValue ? 'Values are not searched. Open Explain a denial to find the key of a value.' : ''
        }
        onChange={({ detail }) => setSearch(detail.filteringText)}
      />
      <Select
        ariaLabel="Status"
        options={STATUSES}
        selectedOption={STATUSES.find(({ value }) => value === filter.status) ?? null}
        onChange={({ detail }) => onChange({ status: detail.selectedOption.value ?? '' })}
      />
      <OwnerFilter owner={filter.owner} onChange={(owner) => onChange({ owner })} />
      <MoreFilters filter={filter} onChange={onChange} />
    </div>
  );
}

const MORE = ['environment', 'permission', 'created', 'expires', 'use'] as const;

/** The filters that most users do not need. They are open if one of them is set. */
function MoreFilters({ filter, onChange }: KeyFiltersProps) {
  const { features } = useTenant();
  const set = MORE.filter((name) => filter[name] !== '').length;
  return (
    <div className="more-filters">
      <ExpandableSection
        headerText={set === 0 ? 'More filters' : `More filters (${set} set)`}
        defaultExpanded={set > 0}
      >
        <div className="cards narrow">
          <TextField
            label="Environment"
            value={filter.environment}
            onChange={(environment) => onChange({ environment })}
          />
          <PermissionFilter
            permission={filter.permission}
            onChange={(permission) => onChange({ permission })}
          />
          <ChoiceFilter
            label="Created"
            value={filter.created}
            options={{
              '': 'Any time',
              1: 'Last 24 hours',
              7: 'Last 7 days',
              30: 'Last 30 days',
              90: 'Last 90 days',
            }}
            onChange={(created) => onChange({ created })}
          />
          <ChoiceFilter
            label="Expires"
            value={filter.expires}
            options={{ '': 'Any time or never', 1: 'Within 1 day', 7: 'Within 7 days', 30: 'Within 30 days' }}
            onChange={(expires) => onChange({ expires })}
          />
          {features.usage && (
            <ChoiceFilter
              label="Use"
              value={filter.use}
              options={{
                '': 'Any use',
                never: 'Never used',
                30: 'Not used for 30 days',
                90: 'Not used for 90 days',
                365: 'Not used for a year',
              }}
              onChange={(use) => onChange({ use })}
            />
          )}
        </div>
      </ExpandableSection>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ChoiceFilter({
  label,
  value,
  options: labels,
  onChange,
}: FieldProps & { readonly options: Readonly<Record<string, string>> }) {
  // Integer keys come first in objects, so the choice of all keys is put in front.
  const options = Object.entries(labels)
    .map(([each, text]) => ({ value: each, label: text }))
    .toSorted((one, other) => Number(other.value === '') - Number(one.value === ''));
  const selected = options.find((each) => each.value === value) ?? { value, label: value };
  return (
    <FormField label={label}>
      <Select
        options={options}
        selectedOption={selected}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

/** A text that filters when the user leaves the field or presses Enter. */
function TextField({ label, value, onChange }: FieldProps) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  const submit = () => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <FormField label={label}>
      <Input
        value={text}
        placeholder="Any"
        onChange={({ detail }) => setText(detail.value)}
        onBlur={submit}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter') submit();
        }}
      />
    </FormField>
  );
}

function PermissionFilter({
  permission,
  onChange,
}: {
  readonly permission: string;
  readonly onChange: (permission: string) => void;
}) {
  const { profile } = useTenant();
  const label = keyTerms(profile).permissions;
  if (!profile.permissions) return <TextField label={label} value={permission} onChange={onChange} />;
  const options = { '': 'Any', ...Object.fromEntries(profile.permissions.map((each) => [each, each])) };
  return <ChoiceFilter label={label} value={permission} options={options} onChange={onChange} />;
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
