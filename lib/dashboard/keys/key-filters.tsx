import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect } from 'react';
import { couldContainValue } from '../../contracts/http/value-text.ts';
import { dayText } from '../shell/dates.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { useDraft } from '../shell/use-draft.ts';
import type { KeyFilter } from './key-filter.ts';
import { STATUS_LABELS } from './key-status.tsx';
import { keyTerms } from './key-terms.ts';
import { useOwnerSearch } from './use-keys.ts';

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
  const [search, setSearch] = useDraft(filter.search);
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
      <OwnerFilter value={filter.owner} onChange={(owner) => onChange({ owner })} />
      <MoreFilters filter={filter} onChange={onChange} />
    </div>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

const CREATED: readonly Choice[] = [
  { value: '', label: 'Any time' },
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: 'over-30', label: 'Over 30 days ago' },
];

const EXPIRES: readonly Choice[] = [
  { value: '', label: 'Any time or never' },
  { value: '1', label: 'Within 1 day' },
  { value: '7', label: 'Within 7 days' },
  { value: '30', label: 'Within 30 days' },
];

const USES: readonly Choice[] = [
  { value: '', label: 'Any use' },
  { value: 'never', label: 'Never used' },
  { value: '30', label: 'Not used for 30 days' },
  { value: '90', label: 'Not used for 90 days' },
  { value: '365', label: 'Not used for a year' },
];

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
          <PermissionFilter value={filter.permission} onChange={(permission) => onChange({ permission })} />
          <ChoiceFilter
            label="Created"
            value={filter.created}
            options={CREATED}
            onChange={(created) => onChange({ created })}
          />
          <ChoiceFilter
            label="Expires"
            value={filter.expires}
            options={EXPIRES}
            onChange={(expires) => onChange({ expires })}
          />
          {features.usage && (
            <ChoiceFilter
              label="Use"
              value={filter.use}
              options={USES}
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

interface ChoiceFilterProps extends FieldProps {
  readonly options: readonly Choice[];
}

function ChoiceFilter({ label, value, options, onChange }: ChoiceFilterProps) {
  const selected = options.find((each) => each.value === value) ?? { value, label: readable(value) };
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

/** A time as a date; any other text as it is. */
function readable(value: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(value) ? `Since ${dayText(value)}` : value;
}

/** A text that filters when the user leaves the field or presses Enter. */
function TextField({ label, value, onChange }: FieldProps) {
  const [text, setText] = useDraft(value);
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

function PermissionFilter({ value, onChange }: Omit<FieldProps, 'label'>) {
  const { profile } = useTenant();
  const label = keyTerms(profile).permissions;
  if (!profile.permissions) return <TextField label={label} value={value} onChange={onChange} />;
  const options = [
    { value: '', label: 'Any' },
    ...profile.permissions.map((each) => ({ value: each, label: each })),
  ];
  return <ChoiceFilter label={label} value={value} options={options} onChange={onChange} />;
}

function OwnerFilter({ value: owner, onChange }: Omit<FieldProps, 'label'>) {
  const { owners, search } = useOwnerSearch();
  const any = { value: '', label: 'Any owner' };
  const options = [
    any,
    ...(owners.data?.items ?? []).map(({ id, name }) => ({ value: id, label: id, description: name ?? '' })),
  ];
  return (
    <Select
      ariaLabel="Owner"
      filteringType="manual"
      filteringAriaLabel="Find an owner"
      options={options}
      selectedOption={owner === '' ? any : { value: owner, label: owner }}
      onLoadItems={({ detail }) => search(detail.filteringText)}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}
