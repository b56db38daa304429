import { asciiLowerCase } from '../ascii.ts';
import { TENANT_ID } from '../identifiers.ts';

/**
 * The tenant in a host name: `acme` in `acme.api.example.com:443` (MH-01); null without a tenant. Pass only a verified
 * host name, because callers control their headers.
 */
export function tenantFromHost(host: string | undefined): string | null {
  const [label, ...domain] = asciiLowerCase(host ?? '').split('.');
  return label !== undefined && domain.length > 0 && TENANT_ID.test(label) ? label : null;
}
