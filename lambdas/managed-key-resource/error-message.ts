import { PROBLEMS, problemOf } from '../../lib/contracts/http/problem.ts';
import type { ManagedKeyProperties } from '../../lib/contracts/managed-key-resource.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { BLOCKED_REASONS, REMEDIATION } from '../../lib/core/rotation/blocked-reasons.ts';
import { formatTimestamp } from '../../lib/core/timestamp.ts';

type Rejected = Exclude<RotationResponse, { outcome: 'done' }>;

/** What a command was about, as its messages name it. */
export interface CommandSubject {
  readonly tenant: string;
  readonly owner?: string;
  readonly key?: string;
}

export function subjectOf(properties: ManagedKeyProperties): CommandSubject {
  const { Tenant: tenant } = properties;
  return 'Owner' in properties ? { tenant, owner: properties.Owner } : { tenant, key: properties.AdoptedKey };
}

/** Why a command was rejected and the next step, for the person who deploys the stack. */
export function errorMessage(
  response: Rejected,
  { tenant, owner = '<owner>', key = 'the key' }: CommandSubject,
): string {
  switch (response.outcome) {
    case 'overlap-too-short':
    case 'invalid-settings':
      return response.message;
    case 'rotation-too-frequent':
    case 'replacement-limit-exceeded':
      return `it can be asked for again at ${formatTimestamp(response.allowedAtMs)}`;
    case 'tenant-not-found':
      return `there is no tenant ${tenant}; create it: npx postern tenants create ${tenant}`;
    case 'owner-not-found':
      return (
        `the tenant ${tenant} has no owner ${owner}; create it: ` +
        `npx postern owners create ${owner} --kind application --tenant ${tenant}`
      );
    case 'owner-deactivated':
      return `the owner ${owner} of the tenant ${tenant} was deactivated; name another owner`;
    case 'owner-kind-not-allowed':
      return `the owner ${owner} is of a kind that can't have keys with this profile: npx postern profile`;
    case 'not-found':
      return `the tenant ${tenant} has no key ${key}: npx postern keys list --tenant ${tenant}`;
    case 'manager-conflict':
      return (
        `${key} is managed by another stack or by the API; let go of it there first: take it out of that stack, or ` +
        `npx postern managed-keys unmanage ${key} --tenant ${tenant}`
      );
    case 'schedule-not-supported':
      return (
        "this deployment of Postern can't be rotated by Secrets Manager's own schedule (an emulator has none): " +
        "leave out rotation: 'secrets-manager'"
      );
    case 'unsupported-command':
      return (
        'the rotation function is of another version of Postern than this provider: finish the update of the stacks ' +
        'of Postern, then deploy again'
      );
    case 'conflict':
    case 'rotation-in-progress':
      return `${key} is being changed by somebody else (${response.outcome}): deploy again`;
    default: {
      const blocked = BLOCKED_REASONS.find((each) => each === response.outcome);
      const { title } = PROBLEMS[problemOf(response.outcome)];
      return blocked ? REMEDIATION[blocked].message : `${title} (${response.outcome})`;
    }
  }
}
