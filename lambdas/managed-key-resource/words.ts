import type { ManagedKeyProperties } from '../../lib/contracts/managed-key-resource.ts';
import type { RotationAnswer } from '../../lib/contracts/rotation-command.ts';
import { ADVICE, TROUBLE_REASONS } from '../../lib/core/rotation/failures.ts';

type Refused = Exclude<RotationAnswer, { outcome: 'done' }>;

/** Why nothing was done and what to do, for who deploys. */
export function refusalWords(answer: Refused, properties: ManagedKeyProperties): string {
  switch (answer.outcome) {
    case 'overlap-too-short':
    case 'invalid-settings':
      return answer.words;
    case 'too-soon':
    case 'too-many-replacements':
      return `it can be asked for again at ${new Date(answer.allowedAtMs).toISOString()}`;
    default:
      return wordsByOutcome(answer.outcome, properties);
  }
}

function wordsByOutcome(outcome: Refused['outcome'], properties: ManagedKeyProperties): string {
  const { Tenant: tenant } = properties;
  const owner = 'Owner' in properties ? properties.Owner : '<owner>';
  const key = 'AdoptedKey' in properties ? properties.AdoptedKey : 'the key';
  const trouble = TROUBLE_REASONS.find((each) => each === outcome);
  switch (outcome) {
    case 'no-tenant':
      return `there is no tenant ${tenant}; create it: npx postern tenants create ${tenant}`;
    case 'no-owner':
      return (
        `the tenant ${tenant} has no owner ${owner}; create it: ` +
        `npx postern owners create ${owner} --kind application --tenant ${tenant}`
      );
    case 'owner-cut-off':
      return `the owner ${owner} of the tenant ${tenant} was cut off; name another owner`;
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
    case 'contended':
    case 'busy':
      return `${key} is being changed by somebody else (${outcome}): deploy again`;
    default:
      return trouble ? ADVICE[trouble].words : `it was refused: ${outcome}`;
  }
}
