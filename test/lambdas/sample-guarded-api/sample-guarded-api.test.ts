import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/sample-guarded-api/handler.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { guardHandler } from '../../../lib/guard/guarded-handler.ts';
import { credentialHeaders } from '../../enforcement/credential-headers.ts';
import { SampleKeys } from '../../enforcement/sample-keys.ts';
import { httpBackendEvent } from '../../guard/events.ts';
import { runtimeOver } from '../../guard/runtime.ts';

const sampleKeys = new SampleKeys(defaultProfile);
const { runtime } = runtimeOver(sampleKeys.reader, defaultProfile, {
  routes: { 'GET /orders/{id}': 'orders:read' },
});
const pauses: number[] = [];
const sample = createHandler({ pause: async (ms) => pauses.push(ms) });

const eventOf = (route: string, headers = credentialHeaders(defaultProfile, sampleKeys.value('bound'))) =>
  httpBackendEvent({ route, headers });

it('returns the caller context of the guard', async () => {
  const service = guardHandler(sample, { open: ['GET /health'] }, () => runtime);
  const { statusCode, body } = Object(await service(eventOf('/orders/{id}'), {}));
  expect([statusCode, JSON.parse(body)]).toEqual([
    200,
    {
      message: 'Hello, acme',
      tenant: 'acme',
      keyId: sampleKeys.key('bound').id,
      owner: 'app',
      permissions: ['read', 'write', 'orders:read'],
      plan: { name: 'lite', limits: {} },
      metadata: { plan: 'gold' },
      session: null,
      method: 'GET',
      route: '/orders/{id}',
    },
  ]);
  expect(await service(eventOf('/health', []), {})).toMatchObject({
    statusCode: 200,
    body: '{"status":"ok"}',
  });
  expect(pauses).toEqual([]);
});

it('takes two seconds on the slow route', async () => {
  await guardHandler(sample, {}, () => runtime)(eventOf('/slow'), {});
  expect(pauses).toEqual([2_000]);
});
