import { expect, it } from 'vitest';
import { OUTCOMES } from '../../../lib/core/access/outcomes.ts';
import { callAsLambda } from '../../../scripts/bench/authorizer-in-memory.ts';
import { authorizerOf, CASES } from '../../../scripts/bench/outcomes.ts';

it.each(CASES)('$name: the measured decision is $outcome', async (measured) => {
  const lines: string[] = [];
  const handler = authorizerOf(measured, (line) => lines.push(line));
  await callAsLambda(handler, measured.event);
  const { outcome } = measured;
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ outcome }));
});

it('measures every outcome of an authorizer', () => {
  const timed = new Set(CASES.map(({ outcome }) => outcome));
  // The default profile knows no tenant but the key's, and has no sessions; API Gateway rejects plain HTTP. The keys of the
  // benchmark have no limits.
  expect(OUTCOMES.filter((outcome) => !timed.has(outcome))).toEqual([
    'insecure-transport',
    'unknown-tenant',
    'wrong-tenant',
    'session-ended',
    'ip-not-allowed',
    'limiter-unavailable',
    'rate-limited',
    'quota-exceeded',
    'out-of-credits',
  ]);
});
