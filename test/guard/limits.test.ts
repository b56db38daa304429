import { expect, it } from 'vitest';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { issuedKey } from '../../scripts/samples/issued-key.ts';
import { CountingReader } from '../support/counting-reader.ts';
import { quota } from '../support/limits.ts';
import { FRONTS } from './gateway-events.ts';
import { runtimeOver } from './runtime.ts';

const { key, value } = issuedKey({ limits: [quota({ max: 1, period: { unit: 'hour' } })] });

it.each(FRONTS)('$name: returns 429 with the remaining budget and the limit above it', async (front) => {
  const reader = new CountingReader();
  reader.keys.set(key.id, key);
  const trustedHost = front.vouches ? 'domain-name' : 'host-header';
  const { runtime } = runtimeOver(reader, defaultProfile, { trustedHost });
  const call = { headers: [['Authorization', `Bearer ${value}`]] } as const;
  const allowed = await front.answer(runtime, call);
  expect(allowed.status).toBe(200);
  expect(JSON.parse(allowed.body).limitHeaders).toEqual({
    'RateLimit-Policy': '"monthly";q=1;w=3600',
    RateLimit: '"monthly";r=0;t=3600',
  });
  expect(await front.answer(runtime, call)).toEqual({
    status: 429,
    headers: {
      'content-type': 'application/problem+json',
      'retry-after': '3600',
      'ratelimit-policy': '"monthly";q=1;w=3600',
      ratelimit: '"monthly";r=0;t=3600',
    },
    body:
      '{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Too Many Requests",' +
      '"status":429,"code":"quota-exceeded","violated-policies":["monthly"]}',
  });
});
