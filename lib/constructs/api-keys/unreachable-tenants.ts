import { Annotations, Aspects } from 'aws-cdk-lib';
import { CfnApiMapping, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { cfnApiOf } from './api-v2-elements.ts';
import type { KeyProfile } from './key-profile.ts';
import { appOf } from './route-protection.ts';
import { hasTenantDomain } from './tenant-domain.ts';

/** Warns at synth if every request would be denied, because the API has no tenant hosts. */
export function warnOfUnreachableTenants(api: IConstruct, { profile, trustedHost }: KeyProfile): void {
  if (profile.tenancy !== 'by-host' || trustedHost !== 'domain-name') return;
  Aspects.of(api).add({
    visit: (node) => {
      if (node !== api || hasTenantHosts(api)) return;
      Annotations.of(api).addWarningV2(
        'postern:noTenantDomain',
        `every request is denied, because its tenant is unknown. The profile '${profile.name}' takes the tenant from ` +
          `the host, and this API has no tenant hosts. ${remedyOf(api)}`,
      );
    },
  });
}

/** A TenantDomain does not support WebSocket APIs: the app maps a wildcard domain itself. */
function hasTenantHosts(api: IConstruct): boolean {
  if (!(api instanceof WebSocketApi)) return hasTenantDomain(api);
  return appOf(api)
    .node.findAll()
    .some((node) => node instanceof CfnApiMapping && referencedBy(node, node.apiId).includes(cfnApiOf(api)));
}

function remedyOf(api: IConstruct): string {
  return api instanceof WebSocketApi
    ? "Map a DomainName such as '*.ws.example.com' to it, in the domainMapping of its WebSocketStage"
    : "Add: new TenantDomain(this, 'Tenants', { api, domainName: 'api.example.com' })";
}
