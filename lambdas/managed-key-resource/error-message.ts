import { PROBLEMS, problemOf } from '../../lib/contracts/http/problem.ts';
import type { ManagedKeyProperties } from '../../lib/contracts/managed-key-resource.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { couldBeSecret } from '../../lib/core/could-be-secret.ts';
import { BLOCKED_REASONS, REMEDIATION } from '../../lib/core/rotation/blocked-reasons.ts';
import { formatTimestamp } from '../../lib/core/timestamp.ts';

type Rejected = Exclude<RotationResponse, { outcome: 'done' }>;

/** The resources of a command, for its error messages. */
export interface CommandSubject {
  readonly tenant: string;
  readonly owner?: string;
  readonly key?: string;
}

export function subjectOf(properties: ManagedKeyProperties): CommandSubject {
  const { Tenant: tenant } = properties;
  if ('Owner' in properties) return { tenant, owner: properties.Owner };
  const { AdoptedKey: key } = properties;
  // A key value in some formats is also a valid ID.
  return couldBeSecret(key) ? { tenant } : { tenant, key };
}

/** Why a command was rejected and the next step, for the person who deploys the stack. */
export function errorMessage(
  response: Rejected,
  { tenant, owner = '<owner>', key = '<key>' }: CommandSubject,
): string {
  switch (response.outcome) {
    case 'overlap-too-short':
    case 'invalid-settings':
      return response.message;
    case 'rotation-too-frequent':
    case 'replacement-limit-exceeded':
      return `Too many replacements or rotations of ${key}. Deploy again at ${formatTimestamp(response.allowedAtMs)}.`;
    case 'tenant-not-found':
      return `Tenant '${tenant}' does not exist. Create it: npx postern tenants create ${tenant}`;
    case 'owner-not-found':
      return (
        `Owner '${owner}' does not exist in tenant '${tenant}'. Create it: ` +
        `npx postern owners create ${owner} --kind application --tenant ${tenant}`
      );
    case 'owner-deactivated':
      return `Owner '${owner}' of tenant '${tenant}' is deactivated. Reactivate it, or set another owner.`;
    case 'key-limit-reached':
      return (
        `Owner '${owner}' of tenant '${tenant}' has its maximum number of keys. Revoke a key that is not in use, or increase ` +
        `it: npx postern owners update ${owner} --max-keys <count> --tenant ${tenant}`
      );
    case 'owner-kind-not-allowed':
      return `Owner '${owner}' has a kind that cannot have keys. List the allowed kinds: npx postern profile`;
    case 'not-found':
      return `Key '${key}' does not exist in tenant '${tenant}'. List its keys: npx postern keys list --tenant ${tenant}`;
    case 'manager-conflict':
      return (
        `Key '${key}' is managed by another stack or by the API. Remove it from that stack, or unmanage it: ` +
        `npx postern managed-keys unmanage ${key} --tenant ${tenant}`
      );
    case 'schedule-not-supported':
      return (
        'This deployment of Postern does not support Secrets Manager schedules (emulators do not have them). ' +
        "Remove rotation: 'secrets-manager'."
      );
    case 'unsupported-command':
      return (
        'The rotation function and this provider have different versions of Postern. Update all stacks of Postern, ' +
        'then deploy again.'
      );
    case 'conflict':
    case 'rotation-in-progress':
      return `Another request is updating key '${key}' (${response.outcome}). Deploy again.`;
    default: {
      const blocked = BLOCKED_REASONS.find((each) => each === response.outcome);
      const { title } = PROBLEMS[problemOf(response.outcome)];
      return blocked ? REMEDIATION[blocked].message : `${title} (${response.outcome})`;
    }
  }
}
