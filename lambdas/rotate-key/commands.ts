import type { RotationCommand, RotationResponse } from '../../lib/contracts/rotation-command.ts';
import type { Cascade } from '../../lib/core/keys/key.ts';
import { findCreation } from '../../lib/core/rotation/find-creation.ts';
import { type ManagedSubject, manageKey } from '../../lib/core/rotation/manage-key.ts';
import type { ManagedKey } from '../../lib/core/rotation/managed-key.ts';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../lib/core/rotation/on-demand.ts';
import { pauseRotation, resumeRotation } from '../../lib/core/rotation/pause.ts';
import { blockedReasonOf } from '../../lib/core/rotation/record-failure.ts';
import type { ManageDeps } from '../../lib/core/rotation/rotation-deps.ts';
import { SecretStoreError } from '../../lib/core/rotation/secret-store.ts';
import { unmanageKey } from '../../lib/core/rotation/unmanage-key.ts';
import { updateManagedKey } from '../../lib/core/rotation/update-managed-key.ts';

type Outcome = Exclude<RotationResponse['outcome'], 'done'>;
type Result =
  | {
      readonly outcome: 'done';
      readonly managed: ManagedKey;
      readonly propagatedByMs?: number;
      readonly cascade?: Cascade;
    }
  | Extract<RotationResponse, { outcome: Outcome }>;

/**
 * Runs a command of a user or a stack on their behalf. An error of Secrets Manager is a response: the command can be
 * repeated.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function runCommand(deps: ManageDeps, command: RotationCommand): Promise<RotationResponse> {
  const { id, sourceAddress, role } = command.caller;
  const caller = { id, sourceAddress, ...(role && { role }) };
  try {
    return responseOf(await perform({ ...deps, caller }, command));
  } catch (error) {
    if (!(error instanceof SecretStoreError)) throw error;
    return error.fault === 'reader-rejected'
      ? {
          outcome: 'invalid-settings',
          message:
            'A reader does not exist or is not the ARN of a principal. Name existing roles, users or account roots.',
        }
      : { outcome: blockedReasonOf(error.fault) };
  }
}

function responseOf(result: Result): RotationResponse {
  if (result.outcome !== 'done') return result;
  const { managed, propagatedByMs = null, cascade } = result;
  const { keyId, secretArn } = managed;
  return { outcome: 'done', keyId, secretArn, propagatedByMs, ...(cascade && { cascade }) };
}

async function perform(deps: ManageDeps, command: RotationCommand): Promise<Result> {
  if (command.command === 'manage-key') return manage(deps, command);
  if (command.command === 'find-creation') return findCreation(deps, command);
  const { tenant, keyId } = command;
  const managed = await deps.store.readManagedKey(keyId);
  if (managed?.tenant !== tenant) return { outcome: 'not-managed' };
  switch (command.command) {
    case 'update-managed-key':
      return updateManagedKey(deps, command, command.settings, command.key);
    case 'unmanage-key':
      return unmanageKey(deps, command, command);
    case 'pause':
      return recordResult(await pauseRotation(deps, command));
    case 'resume':
      return recordResult(await resumeRotation(deps, command));
    case 'rotate':
      return rotateOnDemand(deps, keyId);
    case 'replace':
      return replaceOnDemand(deps, keyId);
    case 'roll-back':
      return rollBackOnDemand(deps, keyId);
  }
}

function manage(
  deps: ManageDeps,
  { tenant, subject, settings, stack, replicas, token }: Extract<RotationCommand, { command: 'manage-key' }>,
) {
  return manageKey(deps, { subject: subjectOf(), settings, stack, replicas });

  function subjectOf(): ManagedSubject {
    if (subject.kind === 'adopted') return { ...subject, tenant };
    const { kind, ...input } = subject;
    return { kind, input: { ...input, tenant }, token };
  }
}

function recordResult(result: Awaited<ReturnType<typeof pauseRotation>>): Result {
  return 'record' in result ? { outcome: 'done', managed: result.record.managed } : result;
}
