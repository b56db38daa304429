import type { TrustedHost } from '../../contracts/environment/fields.ts';
import { type LimitProps, type PlanProps, parsePlans, parseTenantLimits } from '../../contracts/plans.ts';
import type { ProfileProps } from '../../contracts/profile-settings.ts';
import { IDENTIFIER } from '../../core/identifiers.ts';
import type { LimitSettings } from '../../core/limits/limited-buckets.ts';
import { acceptingOnly } from '../../core/profiles/credential-headers.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { profileFrom } from './profile.ts';

/** The key settings of a deployment. */
export interface KeyProfileProps {
  /**
   * The key profile: format, headers, error responses and policies. The name of a built-in profile, or the fields of a custom
   * profile that differ from `default`, for example `{ prefix: 'acme_', header: 'X-Acme-Key' }`.
   *
   * @default 'default'
   */
  readonly profile?: string | ProfileProps;
  /**
   * The only header in which a credential is accepted, in lower case. It must be a header of the profile. Use it if the
   * other header carries the credential of another system. `Rotation` must have the same header.
   *
   * @default - all headers of the profile
   */
  readonly credentialHeader?: string;
  /**
   * Plans of owners by name: `limits` on requests, which Postern enforces, and `apiLimits`, which the protected API receives
   * with each request (whole numbers from 0, or null for no limit).
   *
   * @default - the plans of the profile
   */
  readonly plans?: Readonly<Record<string, PlanProps>>;
  /**
   * Limits on the requests of each tenant, which all of its keys share.
   *
   * @default - none
   */
  readonly tenantLimits?: readonly LimitProps[];
  /**
   * Whether tenants can be suspended. Each decision then also reads the tenant, in parallel with the other reads.
   *
   * @default false
   */
  readonly tenantSuspension?: boolean;
  /**
   * Source of the host name, if the profile takes the tenant from the host. Use `'host-header'` only for emulators,
   * which do not verify a domain name: a client can set this header to any value.
   *
   * @default 'domain-name'
   */
  readonly trustedHost?: Exclude<TrustedHost, 'forwarded-host'>;
}

/** The key settings with all defaults applied. */
export interface KeyProfile extends LimitSettings {
  readonly profile: Profile;
  readonly tenantSuspension: boolean;
  readonly trustedHost: TrustedHost;
}

/** @throws Error that lists the allowed values if the profile, the header or a plan is invalid */
export function keyProfile(props: KeyProfileProps): KeyProfile {
  const { credentialHeader, plans, tenantLimits = [], tenantSuspension = false, trustedHost } = props;
  const fullProfile = profileFrom(props.profile);
  const profile =
    credentialHeader === undefined ? fullProfile : acceptingOnly(fullProfile, [credentialHeader]);
  assertPlanNames(Object.keys(plans ?? {}));
  return {
    profile,
    plans: plans ? parsePlans(plans) : profile.plans,
    tenantLimits: parseTenantLimits(tenantLimits),
    tenantSuspension,
    trustedHost: trustedHost ?? 'domain-name',
  };
}

function assertPlanNames(names: readonly string[]): void {
  const invalid = names.find((name) => !IDENTIFIER.test(name));
  if (invalid === undefined) return;
  throw new Error(
    `Invalid plan name '${invalid}'. Use 1 to 63 of a-z, 0-9, _ . : -, starting with a letter or a digit.`,
  );
}
