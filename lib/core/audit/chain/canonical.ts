import { hash } from 'node:crypto';
import type { Json } from '../../json.ts';

/** What is hashed, so that a link can never be taken for an event: kind and version of the serialisation. */
type Domain = 'postern-audit-event-1' | 'postern-audit-link-1';

/** SHA-256 as hex of a value in its canonical form. */
export function canonicalHash(domain: Domain, value: Json): string {
  return hash('sha256', `${domain}\n${canonicalJson(value)}`, 'hex');
}

/** One text for one value: no white space, and the names of objects in the order of their UTF-16 code units. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(',')}}`;
}
