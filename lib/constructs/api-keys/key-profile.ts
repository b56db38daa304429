import type { TrustedHost } from '../../contracts/environment/fields.ts';
import { IDENTIFIER } from '../../core/identifiers.ts';
import type { Plans } from '../../core/plans/plan.ts';
import { acceptingOnly } from '../../core/profiles/credential-headers.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { profileNamed } from './profile.ts';

/** The key settings of a deployment. */
export interface KeyProfileProps {
  /**
   * Name of the key profile: format, headers, error responses and policies.
   *
   * @default 'default'
   */
  readonly profile?: string;
  /**
   * The only header in which a credential is accepted, in lower case. It must be a header of the profile. Use it if the
   * other header carries the credential of another system. `Rotation` must have the same header.
   *
   * @default - all headers of the profile
   */
  readonly credentialHeader?: string;
  /**
   * Plans of owners by name, with the limits of each: whole numbers from 0, or null for no limit. The protected API
   * receives the limits with each request.
   *
   * @default - the plans of the profile
   */
  readonly plans?: Plans;
  /**
   * Source of the host name, if the profile takes the tenant from the host. Use `'host-header'` only for emulators,
   * which do not verify a domain name: a client can set this header to any value.
   *
   * @default 'domain-name'
   */
  readonly trustedHost?: Exclude<TrustedHost, 'forwarded-host'>;
}

/** The key settings with all defaults applied. */
export interface KeyProfile {
  readonly profile: Profile;
  readonly plans: Plans;
  readonly trustedHost: TrustedHost;
}

/** @throws Error that lists the allowed values if the profile, the header or a plan is invalid */
export function keyProfile(props: KeyProfileProps): KeyProfile {
  const { credentialHeader, plans, trustedHost } = props;
  const fullProfile = profileNamed(props.profile);
  const profile =
    credentialHeader === undefined ? fullProfile : acceptingOnly(fullProfile, [credentialHeader]);
  assertPlans(plans ?? {});
  return { profile, plans: plans ?? profile.plans, trustedHost: trustedHost ?? 'domain-name' };
}

function assertPlans(plans: Plans): void {
  for (const [plan, limits] of Object.entries(plans)) {
    if (!IDENTIFIER.test(plan)) {
      throw new Error(
        `Invalid plan name '${plan}'. Use 1 to 63 of a-z, 0-9, _ . : -, starting with a letter or a digit.`,
      );
    }
    for (const [limit, value] of Object.entries(limits)) {
      if (value === null || (Number.isSafeInteger(value) && value >= 0)) continue;
      throw new Error(
        `Invalid limit '${limit}' of the plan '${plan}': ${value}. Use a whole number from 0, or null for no limit.`,
      );
    }
  }
}
