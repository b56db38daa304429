import { randomUUID } from 'node:crypto';
import type { LoggedDecision } from '../../lib/core/usage/logged-decision.ts';
import { NOON } from './entities.ts';

/** An allowed request of the key `k1` of the tenant `acme`, with a unique log line. */
export function decided(given: Partial<LoggedDecision> = {}): LoggedDecision {
  return {
    id: randomUUID().replaceAll('-', '').slice(0, 16),
    atMs: NOON,
    outcome: 'allowed',
    via: 'authorizer',
    method: 'GET',
    route: '/orders/{id}',
    sourceAddress: '203.0.113.7',
    userAgent: 'curl/8.5.0',
    permission: 'read',
    tenant: 'acme',
    key: 'k1',
    generation: 1,
    ...given,
  };
}

export function probe(atMs: number): LoggedDecision {
  return decided({ atMs, via: 'probe', outcome: 'missing', tenant: undefined, key: undefined });
}
