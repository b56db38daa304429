import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Body } from '../api/client.ts';
import { Dialog } from '../shell/dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { KIND_LABELS, ROLES } from './owner-labels.ts';

type NewOwner = NonNullable<Body<'createOwner'>>;
type Kind = NewOwner['kind'];
type Role = (NewOwner & { kind: 'person' })['role'];

const KINDS: readonly { readonly value: Kind; readonly label: string; readonly description: string }[] = [
  { value: 'person', label: KIND_LABELS.person, description: 'Signs in and has a role' },
  { value: 'application', label: KIND_LABELS.application, description: 'A service with keys' },
  { value: 'account', label: KIND_LABELS.account, description: 'A customer with keys and a plan' },
];

interface Fields {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly email: string;
}

/** The dialog that invites a person, or creates an application or an account. */
export function CreateOwner({ onClose }: { readonly onClose: () => void }) {
  const { client, tenant } = useTenant();
  const queries = useQueryClient();
  const [fields, setFields] = useState<Fields>({
    kind: 'person',
    id: '',
    name: '',
    role: 'developer',
    email: '',
  });
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const creation = useMutation({
    mutationFn: () =>
      client.call('createOwner', { params: { tenant }, body: bodyOf(fields), idempotencyKey }),
    onSuccess: async ({ id }) => {
      flash({ type: 'success', header: `Owner ${id} added` });
      onClose();
      await queries.invalidateQueries({ queryKey: ['owners'] });
    },
  });
  return (
    <Dialog
      title="Add owner"
      action={fields.kind === 'person' && fields.email !== '' ? 'Invite' : 'Add owner'}
      isPending={creation.isPending}
      error={creation.error}
      onSubmit={() => creation.mutate()}
      onClose={onClose}
    >
      <OwnerFields fields={fields} onChange={setFields} />
    </Dialog>
  );
}

function bodyOf({ kind, id, name, role, email }: Fields): NewOwner {
  const common = { id: id.trim(), ...(name.trim() !== '' && { name }) };
  if (kind !== 'person') return { ...common, kind };
  return { ...common, kind, role, ...(email.trim() !== '' && { email: email.trim() }) };
}

interface OwnerFieldsProps {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

function OwnerFields({ fields, onChange }: OwnerFieldsProps) {
  const change = (part: Partial<Fields>) => onChange({ ...fields, ...part });
  return (
    <SpaceBetween size="m">
      <FormField label="Kind">
        <Select
          options={KINDS}
          selectedOption={KINDS.find(({ value }) => value === fields.kind) ?? null}
          onChange={({ detail }) =>
            change({
              kind: KINDS.find(({ value }) => value === detail.selectedOption.value)?.value ?? 'person',
            })
          }
        />
      </FormField>
      <FormField
        label="ID"
        description="1 to 63 of a-z, 0-9, hyphen, underscore, dot and colon. You cannot change it later."
      >
        <Input value={fields.id} onChange={({ detail }) => change({ id: detail.value })} />
      </FormField>
      <FormField label="Name">
        <Input value={fields.name} onChange={({ detail }) => change({ name: detail.value })} />
      </FormField>
      {fields.kind === 'person' && (
        <SpaceBetween size="m">
          <FormField label="Role">
            <Select
              options={ROLES}
              selectedOption={ROLES.find(({ value }) => value === fields.role) ?? null}
              onChange={({ detail }) =>
                change({
                  role: ROLES.find(({ value }) => value === detail.selectedOption.value)?.value ?? 'auditor',
                })
              }
            />
          </FormField>
          <FormField
            label="Email"
            description="The person can sign in with this verified address, and cannot sign in without one."
          >
            <Input
              type="email"
              value={fields.email}
              onChange={({ detail }) => change({ email: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
