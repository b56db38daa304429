import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import { useTenant } from '../shell/tenant-context.ts';
import { exceedingPermissions } from './exceeding-permissions.ts';
import { keyTerms } from './key-terms.ts';

interface PermissionsFieldProps {
  readonly permissions: readonly string[];
  readonly isSubmitted: boolean;
  readonly onChange: (permissions: readonly string[]) => void;
}

/** The permissions of a key: a choice, or a text if the product allows every permission. */
export function PermissionsField({ permissions, isSubmitted, onChange }: PermissionsFieldProps) {
  const { profile, membership } = useTenant();
  const { permissions: label } = keyTerms(profile);
  const exceeding = exceedingPermissions(permissions, membership);
  const exceedingOptions = exceedingPermissions(profile.permissions ?? [], membership);
  const options = profile.permissions?.map((each) => ({
    ...{ value: each, label: each },
    // A key can have it from a user with a higher role. Only then it can be removed.
    ...(exceedingOptions.includes(each) && {
      disabled: !permissions.includes(each),
      disabledReason: `Your role ${membership.role} does not allow it.`,
    }),
  }));
  return (
    <FormField
      label={label}
      description={options ? undefined : 'Separate several with commas, for example read, orders:write.'}
      warningText={
        exceeding.length > 0 && `Your role ${membership.role} does not allow: ${exceeding.join(', ')}.`
      }
      errorText={
        isSubmitted && permissions.length === 0 ? `Enter one or more ${label.toLowerCase()}.` : undefined
      }
    >
      {options ? (
        <Multiselect
          options={options}
          placeholder={`Choose ${label.toLowerCase()}`}
          selectedOptions={options.filter((each) => permissions.includes(each.value))}
          onChange={({ detail }) => onChange(detail.selectedOptions.flatMap((each) => each.value ?? []))}
        />
      ) : (
        <PermissionsInput permissions={permissions} onChange={onChange} />
      )}
    </FormField>
  );
}

/** Keeps the text as typed, for example with a comma at its end. */
function PermissionsInput({ permissions, onChange }: Omit<PermissionsFieldProps, 'isSubmitted'>) {
  const [text, setText] = useState(permissions.join(', '));
  return (
    <Input
      value={text}
      onChange={({ detail }) => {
        setText(detail.value);
        onChange([...new Set(detail.value.split(/[\s,]+/).filter(Boolean))]);
      }}
    />
  );
}
