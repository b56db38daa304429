import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Body } from '../api/client.ts';
import { hasProblem } from '../api/errors.ts';
import { Conflict } from '../shell/conflict.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
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
  const [current, setCurrent] = useState(owner);
  const params = { tenant, owner: owner.id };
  const update = useMutation({
    mutationFn: () =>
      client.call('updateOwner', { params, body: bodyOf(fields), ifVersion: current.version }),
    onSuccess: () => {
      flash({ type: 'success', header: `${owner.name ?? owner.id} updated` });
      onClose();
      // The role of the user and the status of keys can depend on it.
      return queries.invalidateQueries();
    },
    onError: async (error) => {
      if (hasProblem(error, 'version-mismatch')) setCurrent(await client.call('showOwner', { params }));
    },
  });
  const isConflict = hasProblem(update.error, 'version-mismatch');
  return (
    <Dialog
      title={`Edit ${owner.name ?? owner.id}`}
      action={isConflict ? 'Replace the current settings' : 'Save'}
      isPending={update.isPending}
      error={isConflict ? null : update.error}
      onSubmit={() => update.mutate()}
      onClose={onClose}
    >
      {isConflict && <Conflict subject="the owner" settings={settingsOf(fields, fieldsOf(current))} />}
      <OwnerFields fields={fields} onChange={(part) => setFields({ ...fields, ...part })} />
    </Dialog>
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
