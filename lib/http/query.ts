import type * as z from 'zod';
import type { Rejection } from './rejection.ts';

/**
 * Reads a query string. A repeated declared parameter is rejected, because gateways and parsers disagree on which value
 * is valid. The schema of the route ignores or rejects undeclared parameters.
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
