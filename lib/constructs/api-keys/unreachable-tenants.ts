import { Annotations, Aspects } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { KeyProfile } from './key-profile.ts';
import { hasTenantDomain } from './tenant-domain.ts';

/** Warns at synth if every request would be denied, because the API has no tenant hosts. */
export function warnOfUnreachableTenants(api: IConstruct, { profile, trustedHost }: KeyProfile): void {
  if (profile.tenancy !== 'by-host' || trustedHost !== 'domain-name') return;
  Aspects.of(api).add({
    visit: (node) => {
      if (node !== api || hasTenantDomain(api)) return;
      Annotations.of(api).addWarningV2(
        'postern:noTenantDomain',
        `every request is denied, because its tenant is unknown. The profile '${profile.name}' takes the tenant from ` +
          'the host, and this API has no tenant hosts. Add: ' +
          "new TenantDomain(this, 'Tenants', { api, domainName: 'api.example.com' })",
      );
    },
  });
}
