import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { Body, Response } from '../api/client.ts';
import { ComponentTexts } from '../shell/component-texts.tsx';
import type { Setting } from '../shell/conflict.tsx';
import { EditDialog } from '../shell/edit-dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { useFocus } from '../shell/use-focus.ts';
import { useVersionedUpdate } from '../shell/use-versioned-update.ts';
import { keyTerms } from './key-terms.ts';
import { MetadataField, metadataOf } from './metadata-field.tsx';
import { PermissionsField } from './permissions-field.tsx';
import { useRefreshKeys } from './use-keys.ts';

type KeyDetails = Response<'showKey'>;

/** The fields of the form. */
interface Fields {
  readonly name: string;
  readonly permissions: readonly string[];
  /** A date (`2027-01-31`); the key expires at the end of that day in UTC. Empty for never. */
  readonly expiresOn: string;
  /** A JSON object; empty for none. */
  readonly metadata: string;
  /** One network in each line; empty for any. */
  readonly addresses: string;
}

interface EditKeyProps {
  readonly keyItem: KeyDetails;
  readonly onClose: () => void;
}

/** The dialog that updates the settings of a key. */
export function EditKey({ keyItem, onClose }: EditKeyProps) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  const [fields, setFields] = useState(() => fieldsOf(keyItem));
  const [isSubmitted, setSubmitted] = useState(false);
  const params = { tenant, key: keyItem.id };
  const { key, permissions } = keyTerms(profile);
  const update = useVersionedUpdate({
    item: keyItem,
    save: (body: Body<'updateKey'>, ifVersion) => client.call('updateKey', { params, body, ifVersion }),
    read: () => client.call('showKey', { params }),
    onSaved: () => {
      flash({ type: 'success', header: `${key} updated` });
      onClose();
      return refresh();
    },
  });
  const submit = () => {
    setSubmitted(true);
    const body = changesOf(fields, update.current);
    if (body === undefined) return;
    if (Object.keys(body).length === 0) onClose();
    else update.submit(body);
  };
  return (
    <EditDialog
      title={`Edit ${keyItem.name ?? key}`}
      update={update}
      subject="settings"
      settings={settingsOf(fields, fieldsOf(update.current), permissions)}
      onSubmit={submit}
      onClose={onClose}
    >
      <KeyFields
        fields={fields}
        isSubmitted={isSubmitted}
        onChange={(part) => setFields({ ...fields, ...part })}
      />
    </EditDialog>
  );
}

function fieldsOf({ name, permissions, expiresAt, metadata, allowedAddresses }: KeyDetails): Fields {
  return {
    name: name ?? '',
    permissions,
    expiresOn: expiresAt?.slice(0, 'yyyy-mm-dd'.length) ?? '',
    metadata: Object.keys(metadata).length === 0 ? '' : JSON.stringify(metadata, null, 2),
    addresses: allowedAddresses.join('\n'),
  };
}

/** The settings that differ from a version of the key; undefined if a field is invalid. */
function changesOf(fields: Fields, keyItem: KeyDetails): Body<'updateKey'> | undefined {
  const before = fieldsOf(keyItem);
  const metadata = metadataOf(fields.metadata);
  if (fields.permissions.length === 0 || metadata === undefined) return undefined;
  const isChanged = (name: keyof Fields) => String(fields[name]) !== String(before[name]);
  return {
    ...(isChanged('name') && { name: fields.name.trim() === '' ? null : fields.name }),
    ...(isChanged('permissions') && { permissions: [...fields.permissions] }),
    ...(isChanged('expiresOn') && { expiresAt: endOf(fields.expiresOn) }),
    ...(isChanged('metadata') && { metadata }),
    ...(isChanged('addresses') && { allowedAddresses: linesOf(fields.addresses) }),
  };
}

function endOf(day: string): string | null {
  return day === '' ? null : `${day}T23:59:59.999Z`;
}

function linesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function settingsOf(yours: Fields, current: Fields, permissions: string): readonly Setting[] {
  const setting = (name: string, field: keyof Fields) => ({
    name,
    yours: textOf(yours[field]),
    current: textOf(current[field]),
  });
  return [
    setting('Name', 'name'),
    setting(permissions, 'permissions'),
    setting('Expires', 'expiresOn'),
    setting('Metadata', 'metadata'),
    setting('Allowed addresses', 'addresses'),
  ];
}

function textOf(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(', ');
}

interface KeyFieldsProps {
  readonly fields: Fields;
  readonly isSubmitted: boolean;
  readonly onChange: (part: Partial<Fields>) => void;
}

function KeyFields({ fields, isSubmitted, onChange }: KeyFieldsProps) {
  const name = useFocus<InputProps.Ref>();
  return (
    <ComponentTexts>
      <SpaceBetween size="m">
        <FormField label="Name">
          <Input ref={name} value={fields.name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <PermissionsField
          permissions={fields.permissions}
          isSubmitted={isSubmitted}
          onChange={(permissions) => onChange({ permissions })}
        />
        <FormField
          label="Expires"
          description="At the end of this day (UTC), or at the stored time if you keep the day. Empty for never."
        >
          <DatePicker
            value={fields.expiresOn}
            placeholder="YYYY/MM/DD"
            openCalendarAriaLabel={() => 'Choose a date'}
            onChange={({ detail }) => onChange({ expiresOn: detail.value })}
          />
        </FormField>
        <FormField
          label="Allowed addresses"
          description="One network in each line, for example 192.0.2.0/24. Empty for any address."
        >
          <Textarea
            value={fields.addresses}
            rows={2}
            onChange={({ detail }) => onChange({ addresses: detail.value })}
          />
        </FormField>
        <MetadataField
          text={fields.metadata}
          isSubmitted={isSubmitted}
          onChange={(metadata) => onChange({ metadata })}
        />
      </SpaceBetween>
    </ComponentTexts>
  );
}
