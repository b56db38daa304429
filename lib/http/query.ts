import type { Refusal } from './refusal.ts';

/** Reads a query string. A repeated parameter is refused: gateways and readers disagree on which one counts. */
export function readQuery(raw: string): { readonly values: Readonly<Record<string, string>> } | Refusal {
  const received = [...new URLSearchParams(raw)];
  const values = Object.fromEntries(received);
  if (Object.keys(values).length === received.length) return { values };
  return {
    problem: 'invalid-request',
    issues: [{ path: 'query', message: 'must not repeat a parameter' }],
  };
}
