import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '../../json.ts';

/** The hash domain: kind and version of the serialization. It prevents that a link passes for an event. */
type Domain = 'postern-audit-event-1' | 'postern-audit-link-1' | 'postern-audit-batch-1';

/** SHA-256 as hex of a value in its canonical form. */
export function canonicalHash(domain: Domain, value: Json): string {
  return hash('sha256', `${domain}\n${canonicalJson(value)}`, 'hex');
}
