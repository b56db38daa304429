import { PROBLEMS, problemOf } from '../../lib/contracts/http/problem.ts';
import type { ManagedKeyProperties } from '../../lib/contracts/managed-key-resource.ts';
import type { RotationAnswer } from '../../lib/contracts/rotation-command.ts';
import { BLOCKED_REASONS, REMEDIATION } from '../../lib/core/rotation/blocked-reasons.ts';
import { formatTimestamp } from '../../lib/core/timestamp.ts';

type Rejected = Exclude<RotationAnswer, { outcome: 'done' }>;

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
  answer: Rejected,
  { tenant, owner = '<owner>', key = 'the key' }: CommandSubject,
): string {
  switch (answer.outcome) {
    case 'overlap-too-short':
    case 'invalid-settings':
      return answer.words;
    case 'too-soon':
    case 'too-many-replacements':
      return `it can be asked for again at ${formatTimestamp(answer.allowedAtMs)}`;
    case 'no-tenant':
      return `there is no tenant ${tenant}; create it: npx postern tenants create ${tenant}`;
    case 'no-owner':
      return (
        `the tenant ${tenant} has no owner ${owner}; create it: ` +
        `npx postern owners create ${owner} --kind application --tenant ${tenant}`
      );
    case 'owner-deactivated':
      return `the owner ${owner} of the tenant ${tenant} was deactivated; name another owner`;
    case 'owner-kind-refused':
      return `the owner ${owner} is of a kind that can't have keys with this profile: npx postern contract`;
    case 'not-found':
      return `the tenant ${tenant} has no key ${key}: npx postern keys list --tenant ${tenant}`;
    case 'managed-elsewhere':
      return (
        `${key} is managed by another stack or by the API; let go of it there first: take it out of that stack, or ` +
        `npx postern managed-keys unmanage ${key} --tenant ${tenant}`
      );
    case 'schedule-not-offered':
      return (
        "this deployment of Postern can't be rotated by Secrets Manager's own schedule (an emulator has none): " +
        "leave out rotation: 'secrets-manager'"
      );
    case 'unsupported-command':
      return (
        'the rotation function is of another version of Postern than this provider: finish the update of the stacks ' +
        'of Postern, then deploy again'
      );
    case 'contended':
    case 'busy':
      return `${key} is being changed by somebody else (${answer.outcome}): deploy again`;
    default: {
      const trouble = BLOCKED_REASONS.find((each) => each === answer.outcome);
      const { title } = PROBLEMS[problemOf(answer.outcome)];
      return trouble ? REMEDIATION[trouble].words : `${title} (${answer.outcome})`;
    }
  }
}
