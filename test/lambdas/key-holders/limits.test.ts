import { expect, it } from 'vitest';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { createHolderApi } from '../../support/holder-api.ts';
import { quota } from '../../support/limits.ts';

it("charges requests to Postern's own routes, and returns 429 above a limit", async () => {
  const api = createHolderApi(defaultProfile);
  const { value } = await api.newKey({ limits: [quota({ max: 1, period: { unit: 'hour' } })] });
  expect(await api.call('ping', { value })).toMatchObject({ statusCode: 200 });
  expect(await api.call('ping', { value })).toMatchObject({
    statusCode: 429,
    headers: { 'Retry-After': '3600', RateLimit: '"monthly";r=0;t=3600', 'Cache-Control': 'no-store' },
  });
  expect(api.decisions()).toEqual(['allowed', 'quota-exceeded']);
});
