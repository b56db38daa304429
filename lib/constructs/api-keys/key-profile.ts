import type { TrustedHost } from '../../contracts/environment/fields.ts';
import { IDENTIFIER } from '../../core/identifiers.ts';
import type { Plans } from '../../core/plans/plan.ts';
import { acceptingOnly } from '../../core/profiles/credential-headers.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { profileNamed } from './profile.ts';

/** What a deployment says about its keys. */
export interface KeyProfileProps {
  /**
   * The key contract: format, headers, refusals and policies.
   *
   * @default 'default'
   */
  readonly profile?: string;
  /**
   * The one header in which a credential is accepted, in lower case: one of those of the profile. Use it if the other
   * header carries the credential of another system. `Rotation` must be given the same header.
   *
   * @default - every header of the profile
   */
  readonly credentialHeader?: string;
  /**
   * The plans that owners can have, by name, and the limits of each (null: none), which the protected API is told
   * with every request.
   *
   * @default - those of the profile
   */
  readonly plans?: Plans;
  /**
   * Which host name of a request names its tenant, where the profile takes the tenant from there.
   * `'host-header'` is for gateways that don't vouch for a name, as emulators are: anybody can write that header.
   *
   * @default 'domain-name'
   */
  readonly trustedHost?: Exclude<TrustedHost, 'forwarded-host'>;
}

/** The same, complete: what whoever decides on keys goes by. */
export interface KeyProfile {
  readonly profile: Profile;
  readonly plans: Plans;
  readonly trustedHost: TrustedHost;
}

/** @throws Error that says what is allowed if the profile, the header or a plan is wrong */
export function keyProfile(props: KeyProfileProps): KeyProfile {
  const { credentialHeader, plans, trustedHost } = props;
  const whole = profileNamed(props.profile);
  const profile = credentialHeader === undefined ? whole : acceptingOnly(whole, [credentialHeader]);
  assertPlans(plans ?? {});
  return { profile, plans: plans ?? profile.plans, trustedHost: trustedHost ?? 'domain-name' };
}

function assertPlans(plans: Plans): void {
  for (const [plan, limits] of Object.entries(plans)) {
    if (!IDENTIFIER.test(plan)) {
      throw new Error(
        `a plan is called '${plan}'; allowed are 1 to 63 of a-z, 0-9, _ . : -, beginning with a letter or a digit`,
      );
    }
    for (const [limit, value] of Object.entries(limits)) {
      if (value === null || (Number.isSafeInteger(value) && value >= 0)) continue;
      throw new Error(
        `the plan '${plan}' limits '${limit}' to ${value}; allowed is a whole number from 0, or null for no limit`,
      );
    }
  }
}
