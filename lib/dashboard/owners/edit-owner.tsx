import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Body } from '../api/client.ts';
import { EditDialog } from '../shell/edit-dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { useVersionedUpdate } from '../shell/use-versioned-update.ts';
import type { Owner } from './owner-facts.tsx';
import { ROLE_LABELS, ROLES } from './owner-labels.ts';

/** The fields of the form. */
interface Fields {
  readonly name: string;
  readonly role: Owner['role'];
  /** Empty for no plan. */
  readonly plan: string;
}

interface EditOwnerProps {
  readonly owner: Owner;
  readonly onClose: () => void;
}

/** The dialog that updates an owner. After a change of another user, it shows both versions. */
export function EditOwner({ owner, onClose }: EditOwnerProps) {
  const { client, tenant } = useTenant();
  const queries = useQueryClient();
  const [fields, setFields] = useState(() => fieldsOf(owner));
  const params = { tenant, owner: owner.id };
  const update = useVersionedUpdate({
    item: owner,
    save: (body: Body<'updateOwner'>, ifVersion) => client.call('updateOwner', { params, body, ifVersion }),
    read: () => client.call('showOwner', { params }),
    onSaved: () => {
      flash({ type: 'success', header: `${owner.name ?? owner.id} updated` });
      onClose();
      // The role of the user and the status of keys can depend on it.
      return queries.invalidateQueries();
    },
  });
  return (
    <EditDialog
      title={`Edit ${owner.name ?? owner.id}`}
      update={update}
      subject="settings"
      settings={settingsOf(fields, fieldsOf(update.current))}
      onSubmit={() => update.submit(bodyOf(fields))}
      onClose={onClose}
    >
      <OwnerFields fields={fields} onChange={(part) => setFields({ ...fields, ...part })} />
    </EditDialog>
  );
}

function fieldsOf({ name, role, plan }: Owner): Fields {
  return { name: name ?? '', role, plan: plan ?? '' };
}

function bodyOf({ name, role, plan }: Fields): Body<'updateOwner'> {
  return {
    name: name.trim() === '' ? null : name,
    ...(role !== null && { role }),
    plan: plan === '' ? null : plan,
  };
}

function settingsOf(yours: Fields, current: Fields) {
  const roleOf = ({ role }: Fields) => (role === null ? '' : ROLE_LABELS[role]);
  return [
    { name: 'Name', yours: yours.name, current: current.name },
    { name: 'Role', yours: roleOf(yours), current: roleOf(current) },
    { name: 'Plan', yours: yours.plan, current: current.plan },
  ];
}

interface OwnerFieldsProps {
  readonly fields: Fields;
  readonly onChange: (part: Partial<Fields>) => void;
}

function OwnerFields({ fields: { name, role, plan }, onChange }: OwnerFieldsProps) {
  const plans = Object.keys(useTenant().profile.plans).map((each) => ({ value: each, label: each }));
  const options = [{ value: '', label: 'No plan' }, ...plans];
  return (
    <SpaceBetween size="m">
      <FormField label="Name">
        <Input value={name} onChange={({ detail }) => onChange({ name: detail.value })} />
      </FormField>
      {role !== null && (
        <FormField
          label="Role"
          description="It also limits the permissions of the person's keys, from the next request on."
        >
          <Select
            options={ROLES}
            selectedOption={ROLES.find(({ value }) => value === role) ?? null}
            onChange={({ detail }) =>
              onChange({
                role: ROLES.find(({ value }) => value === detail.selectedOption.value)?.value ?? role,
              })
            }
          />
        </FormField>
      )}
      {plans.length > 0 && (
        <FormField
          label="Plan"
          description="Its limits apply to all keys of the owner from the next request on."
        >
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === plan) ?? null}
            onChange={({ detail }) => onChange({ plan: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
