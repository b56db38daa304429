import { keyId as keyIdSchema } from '../../lib/contracts/http/fields.ts';
import {
  type ManagedKeyProperties,
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { callerOf, manageCommand, type SendCommand, settingsOf } from './commands.ts';
import { errorMessage, subjectOf } from './error-message.ts';
import { failureResponse, successResponse } from './result.ts';

type UpdateRequest = Extract<ResourceRequest, { RequestType: 'Update' }>;

/** The properties that identify the key. Changing them requires another resource. */
const IDENTITY = ['Tenant', 'Owner', 'Environment', 'AdoptedKey'] as const;

/**
 * Updates rotation settings, name and permissions of the key, never its value. A key that was unmanaged is adopted again.
 *
 * After a failed update, CloudFormation sends another one with the previous properties. It must succeed, so the identity
 * is compared with that of the key, not only with the properties of the failed update.
 */
export async function updateResource(send: SendCommand, request: UpdateRequest): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failureResponse(request, read.wrong);
  const { properties } = read;
  const keyId = request.PhysicalResourceId;
  if (!keyIdSchema.safeParse(keyId).success) return failureResponse(request, NO_KEY);
  const changed = IDENTITY.filter(
    (each) => request.ResourceProperties[each] !== request.OldResourceProperties[each],
  );
  if ('AdoptedKey' in properties && properties.AdoptedKey !== keyId)
    return failureResponse(request, immutablePropertiesMessage(['AdoptedKey']));

  const change = changeCommand(request, properties, changed.length > 0);
  const response = await send(change);
  if (response.outcome === 'not-managed') {
    return changed.length > 0
      ? failureResponse(request, immutablePropertiesMessage(changed))
      : adoptAgain(send, request, properties, change);
  }
  return responseOf(request, properties, response);
}

const NO_KEY =
  'The resource has no key, because its creation failed. Create the key: use another logical ID in the template.';

/** An operator unmanaged the key. Its name and permissions are updated after the adoption. */
async function adoptAgain(
  send: SendCommand,
  request: UpdateRequest,
  properties: ManagedKeyProperties,
  change: ReturnType<typeof changeCommand>,
): Promise<ResourceResponse> {
  const { subject, ...command } = manageCommand(request, properties);
  const adopted = { kind: 'adopted', keyId: request.PhysicalResourceId } as const;
  const again = await send({ ...command, subject: subject.kind === 'adopted' ? subject : adopted });
  if (again.outcome !== 'done' || Object.keys(change.key).length === 0)
    return responseOf(request, properties, again);
  return responseOf(request, properties, await send(change));
}

function responseOf(
  request: UpdateRequest,
  properties: ManagedKeyProperties,
  response: RotationResponse,
): ResourceResponse {
  return response.outcome === 'done'
    ? successResponse(response)
    : failureResponse(request, errorMessage(response, subjectOf(properties)));
}

function changeCommand(request: UpdateRequest, properties: ManagedKeyProperties, changesIdentity: boolean) {
  const { PhysicalResourceId: keyId } = request;
  const created =
    changesIdentity && 'Owner' in properties
      ? { owner: properties.Owner, environment: properties.Environment }
      : undefined;
  return {
    command: 'update-managed-key',
    ...callerOf(request),
    tenant: properties.Tenant,
    keyId,
    settings: settingsOf(properties),
    key: { ...changedKeySettings(request, properties), ...(created && { created }) },
  } as const;
}

/** Only the changed settings, so that an update of other settings keeps what an operator changed. */
function changedKeySettings(
  { ResourceProperties: next, OldResourceProperties: old }: UpdateRequest,
  properties: ManagedKeyProperties,
) {
  if (!('Owner' in properties)) return {};
  // A removed property returns to its default, also in a rollback.
  const { Name: name, Permissions: permissions = null } = properties;
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
