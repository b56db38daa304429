import { hash } from 'node:crypto';
import type { Json } from '../../json.ts';

/** The hash domain: kind and version of the serialization. It prevents that a link passes for an event. */
type Domain = 'postern-audit-event-1' | 'postern-audit-link-1' | 'postern-audit-batch-1';

/** SHA-256 as hex of a value in its canonical form. */
export function canonicalHash(domain: Domain, value: Json): string {
  return hash('sha256', `${domain}\n${canonicalJson(value)}`, 'hex');
}

/** Canonical JSON: no white space, object names in the order of their UTF-16 code units. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(',')}}`;
}
