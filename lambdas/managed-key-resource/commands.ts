import { hash } from 'node:crypto';
import type { ManagedKeyProperties, ResourceRequest } from '../../lib/contracts/managed-key-resource.ts';
import type { RotationCommandInput, RotationCommands } from '../../lib/contracts/rotation-command.ts';

export type SendCommand = RotationCommands['send'];

type CommandOf<Name extends RotationCommandInput['command']> = Extract<
  RotationCommandInput,
  { command: Name }
>;

/** The caller of a command is the stack. */
export function callerOf({ StackId }: ResourceRequest): Pick<CommandOf<'unmanage-key'>, 'caller' | 'stack'> {
  return { caller: { id: StackId, sourceAddress: 'cloudformation.amazonaws.com' }, stack: StackId };
}

/** Creates a key once per CloudFormation request, or adopts an existing key. */
export function manageCommand(
  request: ResourceRequest,
  properties: ManagedKeyProperties,
): CommandOf<'manage-key'> {
  return {
    command: 'manage-key',
    ...callerOf(request),
    tenant: properties.Tenant,
    subject: subjectOf(properties),
    settings: settingsOf(properties),
    token: idempotencyToken(request, properties),
  };
}

/** The token of a creation, which is the same if CloudFormation repeats the request. */
export function idempotencyToken(
  { StackId, LogicalResourceId, RequestId }: ResourceRequest,
  properties: ManagedKeyProperties,
): CommandOf<'find-creation'>['token'] {
  return { id: digest([StackId, LogicalResourceId, RequestId]), bodyDigest: digest(properties) };
}

export function settingsOf(properties: ManagedKeyProperties): CommandOf<'update-managed-key'>['settings'] {
  return {
    schedule: properties.Schedule,
    rotateEveryMs: properties.RotateEveryMs,
    consumerCacheMs: properties.ConsumerCacheMs,
    overlapMs: properties.OverlapMs,
    retireWhenUnused: properties.RetireWhenUnused,
    retireDeadlineMs: properties.RetireDeadlineMs,
    readers: properties.Readers,
    windows: properties.Windows.map((each) => ({ ...each, days: [...each.days] })),
  };
}

function subjectOf(properties: ManagedKeyProperties): CommandOf<'manage-key'>['subject'] {
  if ('AdoptedKey' in properties) {
    const { AdoptedKey: keyId, ExistingValueGraceMs: existingValueGraceMs } = properties;
    return { kind: 'adopted', keyId, existingValueGraceMs };
  }
  return {
    kind: 'new',
    owner: properties.Owner,
    boundBy: 'owner',
    name: properties.Name,
    environment: properties.Environment,
    permissions: properties.Permissions,
    metadata: {},
    endSessionsWithKey: false,
  };
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex');
}
