import {
  type ManagedKeyProperties,
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import { callerOf, manageCommand, type SendCommand, settingsOf } from './commands.ts';
import { errorMessage, subjectOf } from './error-message.ts';
import { failureResponse, successResponse } from './result.ts';

type UpdateRequest = Extract<ResourceRequest, { RequestType: 'Update' }>;

/** The properties that identify the key. Changing them requires another resource. */
const IDENTITY = ['Tenant', 'Owner', 'Environment', 'AdoptedKey'] as const;

/** Updates rotation settings, name and permissions of the key, never its value. A key that was unmanaged is adopted again. */
export async function updateResource(send: SendCommand, request: UpdateRequest): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failureResponse(request, read.wrong);
  const { properties } = read;
  const changed = IDENTITY.filter(
    (each) => request.ResourceProperties[each] !== request.OldResourceProperties[each],
  );
  if (changed.length > 0) return failureResponse(request, immutablePropertiesMessage(changed));

  const keyId = request.PhysicalResourceId;
  const response = await send(changeCommand(request, properties));
  if (response.outcome === 'not-managed') {
    const subject = { kind: 'adopted', keyId } as const;
    const again = await send({ ...manageCommand(request, properties), subject });
    return again.outcome === 'done'
      ? successResponse(again)
      : failureResponse(request, errorMessage(again, subjectOf(properties)));
  }
  return response.outcome === 'done'
    ? successResponse(response)
    : failureResponse(request, errorMessage(response, subjectOf(properties)));
}

function changeCommand(request: UpdateRequest, properties: ManagedKeyProperties) {
  const { PhysicalResourceId: keyId } = request;
  return {
    command: 'change-managed-key',
    ...callerOf(request),
    tenant: properties.Tenant,
    keyId,
    settings: settingsOf(properties),
    key: changedKeySettings(request, properties),
  } as const;
}

/** Only the changed settings, because each update of a key is an audit event. */
function changedKeySettings(
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

function immutablePropertiesMessage(changed: readonly string[]): string {
  return (
    `Cannot update ${changed.join(' and ')}, because they identify the key. Create another key: use another logical ID ` +
    'in the template. keys.managedKey() does this automatically; CloudFormation then creates the new key first.'
  );
}
