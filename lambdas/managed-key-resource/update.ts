import {
  type ManagedKeyProperties,
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import { callerOf, manageCommand, type SendCommand, settingsOf } from './commands.ts';
import { errorMessage, subjectOf } from './error-message.ts';
import { failed, succeeded } from './result.ts';

type UpdateRequest = Extract<ResourceRequest, { RequestType: 'Update' }>;

/** What says which key it is: with another one it is another resource, never another value of this one. */
const IDENTITY = ['Tenant', 'Owner', 'Environment', 'AdoptedKey'] as const;

/** Changes how the key rotates and what it may, never its value. One that was made unmanaged by hand is adopted. */
export async function updateResource(send: SendCommand, request: UpdateRequest): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const { properties } = read;
  const changed = IDENTITY.filter(
    (each) => request.ResourceProperties[each] !== request.OldResourceProperties[each],
  );
  if (changed.length > 0) return failed(request, otherKeyWords(changed));

  const keyId = request.PhysicalResourceId;
  const response = await send(changeCommand(request, properties));
  if (response.outcome === 'not-managed') {
    const subject = { kind: 'adopted', keyId } as const;
    const again = await send({ ...manageCommand(request, properties), subject });
    return again.outcome === 'done'
      ? succeeded(again)
      : failed(request, errorMessage(again, subjectOf(properties)));
  }
  return response.outcome === 'done'
    ? succeeded(response)
    : failed(request, errorMessage(response, subjectOf(properties)));
}

function changeCommand(request: UpdateRequest, properties: ManagedKeyProperties) {
  const { PhysicalResourceId: keyId } = request;
  return {
    command: 'change-managed-key',
    ...callerOf(request),
    tenant: properties.Tenant,
    keyId,
    settings: settingsOf(properties),
    key: changedOfKey(request, properties),
  } as const;
}

/** Only what changed: each change of a key is an event of its audit trail. */
function changedOfKey(
  { ResourceProperties: next, OldResourceProperties: old }: UpdateRequest,
  properties: ManagedKeyProperties,
) {
  if (!('Owner' in properties)) return {};
  const { Name: name, Permissions: permissions } = properties;
  return {
    ...(next.Name !== old.Name && { name }),
    ...(JSON.stringify(next.Permissions) !== JSON.stringify(old.Permissions) && { permissions }),
  };
}

function otherKeyWords(changed: readonly string[]): string {
  return (
    `${changed.join(' and ')} can't change: that would be another key. keys.managedKey() gives such a key another ` +
    'logical id, so that CloudFormation makes the new one first and leaves the old one to you; in a template of ' +
    'your own give it another logical id'
  );
}
