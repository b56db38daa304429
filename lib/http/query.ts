import type * as z from 'zod';
import type { Rejection } from './rejection.ts';

/**
 * Reads a query string. A repeated parameter that the route declares is rejected: gateways and readers disagree on
 * which one counts. Whether a parameter that it does not declare is ignored or rejected is up to its schema.
 */
export function readQuery(
  raw: string,
  { shape }: Pick<z.ZodObject, 'shape'>,
): { readonly values: Readonly<Record<string, string>> } | Rejection {
  const received = new URLSearchParams(raw);
  const values = Object.fromEntries(received);
  if (Object.keys(shape).every((name) => received.getAll(name).length <= 1)) return { values };
  return {
    problem: 'invalid-request',
    issues: [{ path: 'query', message: 'must not repeat a parameter' }],
  };
}
