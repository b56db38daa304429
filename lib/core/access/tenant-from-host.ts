import { asciiLowerCase } from '../ascii.ts';
import { TENANT_ID } from '../identifiers.ts';

/**
 * The tenant that a host name names, `acme` of `acme.api.example.com:443` (MH-01); null where it names none. Give
 * it only a name that can be trusted: what a caller writes into a header may be anything.
 */
export function tenantFromHost(host: string | undefined): string | null {
  const [label, ...domain] = asciiLowerCase(host ?? '').split('.');
  return label !== undefined && domain.length > 0 && TENANT_ID.test(label) ? label : null;
}
