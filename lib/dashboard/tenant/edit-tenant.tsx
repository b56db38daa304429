import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Body, Response } from '../api/client.ts';
import { ComponentTexts } from '../shell/component-texts.tsx';
import type { Setting } from '../shell/conflict.tsx';
import { EditDialog } from '../shell/edit-dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { useVersionedUpdate } from '../shell/use-versioned-update.ts';

type Tenant = Response<'showTenant'>;

/** The fields of the form as text; empty for no limit and for no freeze. */
interface Fields {
  readonly name: string;
  readonly maxKeyLifetimeDays: string;
  readonly maxValueAgeDays: string;
  /** A date (`2027-01-31`); a new freeze ends at the end of that day in UTC. */
  readonly freezeUntil: string;
  readonly freezeReason: string;
}

const LABELS: Readonly<Record<keyof Fields, string>> = {
  name: 'Name',
  maxKeyLifetimeDays: 'Maximum key lifetime (days)',
  maxValueAgeDays: 'Maximum age of managed values (days)',
  freezeUntil: 'Rotation freeze until',
  freezeReason: 'Reason of the freeze',
};
const NAMES = ['name', 'maxKeyLifetimeDays', 'maxValueAgeDays', 'freezeUntil', 'freezeReason'] as const;

interface EditTenantProps {
  readonly tenant: Tenant;
  readonly onClose: () => void;
}

/** The dialog that updates the policies of a tenant. */
export function EditTenant({ tenant, onClose }: EditTenantProps) {
  const { client } = useTenant();
  const queries = useQueryClient();
  const [fields, setFields] = useState(() => fieldsOf(tenant));
  const params = { tenant: tenant.id };
  const update = useVersionedUpdate({
    item: tenant,
    save: (body: Body<'updateTenant'>, ifVersion) => client.call('updateTenant', { params, body, ifVersion }),
    read: () => client.call('showTenant', { params }),
    onSaved: () => {
      flash({ type: 'success', header: 'Policies updated' });
      onClose();
      return queries.invalidateQueries();
    },
  });
  const change = (part: Partial<Fields>) => setFields({ ...fields, ...part });
  return (
    <EditDialog
      title={`Edit policies of ${tenant.name ?? tenant.id}`}
      update={update}
      subject="policies"
      settings={settingsOf(fields, fieldsOf(update.current))}
      onSubmit={() => update.submit(bodyOf(fields, [update.current, update.opened]))}
      onClose={onClose}
    >
      <TenantFields fields={fields} onChange={change} />
    </EditDialog>
  );
}

function settingsOf(yours: Fields, current: Fields): readonly Setting[] {
  return NAMES.map((name) => ({ name: LABELS[name], yours: yours[name], current: current[name] }));
}

function fieldsOf({ name, maxKeyLifetimeDays, maxValueAgeDays, rotationFreeze }: Tenant): Fields {
  return {
    name: name ?? '',
    maxKeyLifetimeDays: maxKeyLifetimeDays?.toString() ?? '',
    maxValueAgeDays: maxValueAgeDays?.toString() ?? '',
    freezeUntil: rotationFreeze?.until.slice(0, 'yyyy-mm-dd'.length) ?? '',
    freezeReason: rotationFreeze?.reason ?? '',
  };
}

function bodyOf(
  { name, maxKeyLifetimeDays, maxValueAgeDays, freezeUntil, freezeReason }: Fields,
  versions: readonly Tenant[],
) {
  return {
    name: name.trim() === '' ? null : name,
    maxKeyLifetimeDays: daysIn(maxKeyLifetimeDays),
    maxValueAgeDays: daysIn(maxValueAgeDays),
    rotationFreeze:
      freezeUntil === '' ? null : { until: freezeEnd(freezeUntil, versions), reason: freezeReason },
  } satisfies Body<'updateTenant'>;
}

/** The end of the freeze in the first version that has it on this day, otherwise the end of the day. */
function freezeEnd(day: string, versions: readonly Tenant[]): string {
  const ends = versions.flatMap(({ rotationFreeze }) => rotationFreeze?.until ?? []);
  return ends.find((end) => end.startsWith(day)) ?? `${day}T23:59:59.999Z`;
}

/** The API explains a number that is not allowed. */
function daysIn(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

interface TenantFieldsProps {
  readonly fields: Fields;
  readonly onChange: (part: Partial<Fields>) => void;
}

function TenantFields({ fields, onChange }: TenantFieldsProps) {
  const { features } = useTenant();
  return (
    <ComponentTexts>
      <SpaceBetween size="m">
        <FormField label={LABELS.name}>
          <Input value={fields.name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <FormField
          label={LABELS.maxKeyLifetimeDays}
          description="New keys must expire within this time. Empty for the limit of the product."
        >
          <Input
            type="number"
            value={fields.maxKeyLifetimeDays}
            onChange={({ detail }) => onChange({ maxKeyLifetimeDays: detail.value })}
          />
        </FormField>
        {features.rotation && (
          <SpaceBetween size="m">
            <FormField
              label={LABELS.maxValueAgeDays}
              description="Older values are reported. Empty for the limit of the product."
            >
              <Input
                type="number"
                value={fields.maxValueAgeDays}
                onChange={({ detail }) => onChange({ maxValueAgeDays: detail.value })}
              />
            </FormField>
            <FormField
              label={LABELS.freezeUntil}
              description="No scheduled rotation starts until the end of this day (UTC), or until the stored time if you keep the day. Empty for no freeze."
            >
              <DatePicker
                value={fields.freezeUntil}
                placeholder="YYYY/MM/DD"
                openCalendarAriaLabel={() => 'Choose a date'}
                onChange={({ detail }) => onChange({ freezeUntil: detail.value })}
              />
            </FormField>
            {fields.freezeUntil !== '' && (
              <FormField label={LABELS.freezeReason}>
                <Input
                  value={fields.freezeReason}
                  onChange={({ detail }) => onChange({ freezeReason: detail.value })}
                />
              </FormField>
            )}
          </SpaceBetween>
        )}
      </SpaceBetween>
    </ComponentTexts>
  );
}
