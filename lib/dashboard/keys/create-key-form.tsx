import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId } from 'react';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { Body } from '../api/client.ts';
import { ComponentTexts } from '../shell/component-texts.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { useFocus } from '../shell/use-focus.ts';
import { managesKey } from './manages-key.ts';
import { MetadataField, metadataOf } from './metadata-field.tsx';
import { PermissionsField } from './permissions-field.tsx';
import { useOwnerSearch } from './use-keys.ts';

/** The fields of the form. */
export interface NewKey {
  readonly owner: string;
  readonly name: string;
  readonly environment: string;
  readonly permissions: readonly string[];
  /** `default`, a number of days, or `date`. */
  readonly expiry: string;
  /** A date (`2027-01-31`) if `expiry` is `date`; the key expires at the end of that day in UTC. */
  readonly expiresOn: string;
  /** A JSON object; empty for none. */
  readonly metadata: string;
}

const SECONDS_PER_DAY = 86_400;
const SUGGESTED_DAYS = [30, 90, 365];

/** The request body; undefined if a required field is empty or invalid. */
export function newKeyBody(key: NewKey, { permissions }: KeyProfileView): Body<'createKey'> | undefined {
  if (key.owner === '' || key.permissions.length === 0) return undefined;
  if (key.expiry === 'date' && key.expiresOn === '') return undefined;
  const metadata = metadataOf(key.metadata);
  if (metadata === undefined) return undefined;
  return {
    owner: key.owner,
    ...(key.name.trim() !== '' && { name: key.name }),
    environment: key.environment,
    permissions: permissions
      ? permissions.filter((each) => key.permissions.includes(each))
      : [...key.permissions],
    ...expiryOf(key),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

function expiryOf({ expiry, expiresOn }: NewKey) {
  if (expiry === 'default') return {};
  if (expiry === 'date') return { expiresAt: `${expiresOn}T23:59:59.999Z` };
  return { expiresInSeconds: Number(expiry) * SECONDS_PER_DAY };
}

interface CreateKeyFormProps {
  readonly value: NewKey;
  readonly isSubmitted: boolean;
  readonly onChange: (value: NewKey) => void;
}

/** The settings of a new key, in the words of the product. */
export function CreateKeyForm({ value, isSubmitted, onChange }: CreateKeyFormProps) {
  const { profile } = useTenant();
  const change = (part: Partial<NewKey>) => onChange({ ...value, ...part });
  const name = useFocus<InputProps.Ref>();
  return (
    <ComponentTexts>
      <SpaceBetween size="m">
        <FormField label="Name" description="Name the service that will use it.">
          <Input
            ref={name}
            value={value.name}
            placeholder="Nightly build"
            onChange={({ detail }) => change({ name: detail.value })}
          />
        </FormField>
        <OwnerField owner={value.owner} isSubmitted={isSubmitted} onChange={(owner) => change({ owner })} />
        <EnvironmentField value={value} onChange={change} />
        <PermissionsField
          permissions={value.permissions}
          isSubmitted={isSubmitted}
          onChange={(permissions) => change({ permissions })}
        />
        <ExpiryField value={value} isSubmitted={isSubmitted} profile={profile} onChange={change} />
        <MetadataField
          text={value.metadata}
          isSubmitted={isSubmitted}
          onChange={(metadata) => change({ metadata })}
        />
      </SpaceBetween>
    </ComponentTexts>
  );
}

interface OwnerFieldProps {
  readonly owner: string;
  readonly isSubmitted: boolean;
  readonly onChange: (owner: string) => void;
}

function OwnerField({ owner, isSubmitted, onChange }: OwnerFieldProps) {
  const { profile, membership } = useTenant();
  const { owners, search } = useOwnerSearch();
  const options = (owners.data?.items ?? [])
    .filter(({ status, kind }) => status === 'active' && profile.ownerKinds.includes(kind))
    .filter(({ id, kind }) => managesKey(membership, { owner: id, boundBy: 'owner' }, kind))
    .map(({ id, name, kind, plan }) => ({
      value: id,
      label: id,
      description: [name, kind, plan && `plan ${plan}`].filter(Boolean).join(' · '),
    }));
  return (
    <FormField
      label="Owner"
      description="The person, application or account that the key belongs to."
      errorText={isSubmitted && owner === '' ? 'Choose an owner.' : undefined}
    >
      <Select
        placeholder="Choose an owner"
        filteringType="manual"
        filteringAriaLabel="Find an owner"
        statusType={owners.isPending ? 'loading' : owners.isError ? 'error' : 'finished'}
        loadingText="Loading owners"
        errorText="The owners could not be read"
        empty="No owner that can have keys matches. An app-admin can create one."
        options={options}
        selectedOption={owner === '' ? null : { value: owner, label: owner }}
        onLoadItems={({ detail }) => search(detail.filteringText)}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

interface FieldProps {
  readonly value: NewKey;
  readonly onChange: (part: Partial<NewKey>) => void;
}

function EnvironmentField({ value, onChange }: FieldProps) {
  const { environments } = useTenant().profile;
  const options = environments.map((each) => ({ value: each, label: each }));
  return (
    <FormField label="Environment">
      {options.length > 0 ? (
        <Select
          options={options}
          selectedOption={options.find((each) => each.value === value.environment) ?? null}
          onChange={({ detail }) => onChange({ environment: detail.selectedOption.value ?? '' })}
        />
      ) : (
        <Input value={value.environment} onChange={({ detail }) => onChange({ environment: detail.value })} />
      )}
    </FormField>
  );
}

interface ExpiryFieldProps extends FieldProps {
  readonly isSubmitted: boolean;
  readonly profile: KeyProfileView;
}

function ExpiryField({ value, isSubmitted, profile, onChange }: ExpiryFieldProps) {
  const label = useId();
  const { defaultDays, maxDays } = profile.lifetime;
  const days = SUGGESTED_DAYS.filter((each) => each !== defaultDays && (maxDays === null || each <= maxDays));
  const options = [
    { id: 'default', text: defaultDays === null ? 'Never' : `${defaultDays} days` },
    ...days.map((each) => ({ id: String(each), text: `${each} days` })),
    { id: 'date', text: 'Date' },
  ];
  return (
    <FormField
      label={<span id={label}>Expires</span>}
      description={maxDays === null ? undefined : `At most ${maxDays} days after creation.`}
      errorText={
        isSubmitted && value.expiry === 'date' && value.expiresOn === '' ? 'Choose a date.' : undefined
      }
    >
      <SpaceBetween size="xs">
        <SegmentedControl
          ariaLabelledby={label}
          options={options}
          selectedId={value.expiry}
          onChange={({ detail }) => onChange({ expiry: detail.selectedId })}
        />
        {value.expiry === 'date' && (
          <DatePicker
            value={value.expiresOn}
            placeholder="YYYY/MM/DD"
            openCalendarAriaLabel={() => 'Choose a date'}
            onChange={({ detail }) => onChange({ expiresOn: detail.value })}
          />
        )}
      </SpaceBetween>
    </FormField>
  );
}
