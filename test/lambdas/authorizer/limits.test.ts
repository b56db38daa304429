import { describe, expect, it } from 'vitest';
import { authorizerContext } from '../../../lib/contracts/authorizer-context.ts';
import type { BucketStore } from '../../../lib/core/limits/bucket.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { restEvent } from '../../../scripts/samples/authorizer-events.ts';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { quota } from '../../support/limits.ts';
import { authorizerOn } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const { key, value } = issuedKey({ limits: [quota({ max: 1, period: { unit: 'hour' } })] });
const headers = [['Authorization', `Bearer ${value}`]] as const;

function readerWithKey(): CountingReader {
  const reader = new CountingReader();
  reader.keys.set(key.id, key);
  return reader;
}

describe.each(GATEWAYS)('$name', ({ event, answer, unavailable }) => {
  it('passes the remaining budget to the API, and denies a request above the limit with 403', async () => {
    const { handler, lines } = authorizerOn(readerWithKey());
    const { status, context } = await answer(handler, event({ headers }));
    expect(status).toBe(200);
    expect(authorizerContext.parse(context).limitHeaders).toEqual({
      'RateLimit-Policy': '"monthly";q=1;w=3600',
      RateLimit: '"monthly";r=0;t=3600',
    });
    expect(await answer(handler, event({ headers }))).toMatchObject({ status: 403 });
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(['allowed', 'quota-exceeded']);
  });

  it('does not charge a denied request', async () => {
    const { handler } = authorizerOn(readerWithKey());
    expect(await answer(handler, event({ headers, method: 'DELETE' }))).toMatchObject({ status: 403 });
    expect(await answer(handler, event({ headers }))).toMatchObject({ status: 200 });
  });

  it('allows no request with limits if their table does not respond', async () => {
    const buckets: BucketStore = { update: () => Promise.reject(new UnavailableError('timed out')) };
    const { handler, lines } = authorizerOn(readerWithKey(), { buckets });
    expect(await answer(handler, event({ headers }))).toEqual({ status: unavailable });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { postern: 'unavailable' },
      { outcome: 'limiter-unavailable', key: key.id },
    ]);
  });
});

it.each([
  [
    defaultProfile,
    '{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Too Many Requests",' +
      '"status":403,"code":"quota-exceeded","violated-policies":["monthly"]}',
  ],
  [minds, '{"statusCode":403,"statusMessage":"Too Many Requests","message":"Too many requests"}'],
])('sends the body and the headers of the denial to a REST API', async ({ errorResponses }, denialBody) => {
  const { handler } = authorizerOn(readerWithKey(), { profile: { ...defaultProfile, errorResponses } });
  await handler(restEvent({ headers }));
  expect(await handler(restEvent({ headers }))).toMatchObject({
    policyDocument: { Statement: [{ Effect: 'Deny' }] },
    context: {
      denialBody,
      retryAfter: '3600',
      rateLimitPolicy: '"monthly";q=1;w=3600',
      rateLimit: '"monthly";r=0;t=3600',
    },
  });
});

it('denies an address that the key does not allow, before the limits', async () => {
  const reader = readerWithKey();
  reader.keys.set(key.id, { ...key, allowedAddresses: ['198.51.100.0/24'] });
  const buckets: BucketStore = { update: () => Promise.reject(new Error('it charged a denied request')) };
  const { handler, lines } = authorizerOn(reader, { buckets });
  expect(await handler(restEvent({ headers }))).toMatchObject({
    policyDocument: { Statement: [{ Effect: 'Deny' }] },
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { outcome: 'ip-not-allowed', sourceAddress: '203.0.113.7' },
  ]);
});
