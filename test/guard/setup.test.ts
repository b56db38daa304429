import { afterEach, describe, expect, it, vi } from 'vitest';
import { accessVariables } from '../../lib/contracts/environment/access.ts';
import { mindhunters } from '../../lib/core/profiles/mindhunters.ts';
import { guard } from '../../lib/guard/guard.ts';
import { guardHandler } from '../../lib/guard/guarded-handler.ts';
import { GuardSetupError } from '../../lib/guard/setup-error.ts';
import { ACCESS_SETTINGS } from '../../scripts/samples/access-settings.ts';
import { credentialHeaders } from '../enforcement/credential-headers.ts';
import { SampleKeys } from '../enforcement/sample-keys.ts';
import { httpBackendEvent, loadBalancerEvent } from './events.ts';
import { FRONTS } from './gateway-events.ts';
import { runtimeOver } from './runtime.ts';

const ENVIRONMENT = { ...ACCESS_SETTINGS, profile: mindhunters };

describe('a function without setup', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['AWS_REGION', undefined, /AWS_REGION is missing\. Set it to the Region/],
    [
      'AWS_ENDPOINT_URL',
      'localhost',
      /'localhost'\. Set AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL to a URL/,
    ],
  ])('serves nothing if %s is %s, and names the next step', async (name, value, message) => {
    const variables = { ...accessVariables.write(ENVIRONMENT), AWS_REGION: 'us-east-1', [name]: value };
    for (const [each, text] of Object.entries(variables)) vi.stubEnv(each, text);
    const service = guard(async (_event: object) => 'served');
    const response = service(httpBackendEvent({}), {});
    await expect(response).rejects.toThrow(GuardSetupError);
    await expect(response).rejects.toThrow(message);
  });

  it.each(Object.keys(accessVariables.write(ENVIRONMENT)))(
    'serves nothing without %s, and names the call that sets it',
    async (missing) => {
      for (const [name, value] of Object.entries(accessVariables.write(ENVIRONMENT))) {
        vi.stubEnv(name, name === missing ? undefined : value);
      }
      const service = guard(async (_event: object) => 'served');
      await expect(service(httpBackendEvent({}), {})).rejects.toThrow(
        new RegExp(`Environment variable ${missing} is missing.*Call keys\\.guard\\(fn\\) for this function`),
      );
      await expect(service(httpBackendEvent({}), {})).rejects.toThrow(GuardSetupError);
    },
  );
});

describe('a tenant by host', () => {
  const sampleKeys = new SampleKeys(mindhunters);
  const call = {
    host: 'acme.api.example.com',
    headers: credentialHeaders(mindhunters, sampleKeys.value('active')),
  };

  it.each(FRONTS.filter(({ vouches }) => !vouches))(
    '$name has no trusted host: serves nothing, and the error names the setting',
    async (front) => {
      const { runtime } = runtimeOver(sampleKeys.reader, mindhunters);
      await expect(front.answer(runtime, call)).rejects.toThrow(
        /forwarded: \['host'\].*trustedHost: 'host-header'/,
      );
    },
  );

  it('serves by the host of a trusted proxy or of the listener of the load balancer', async () => {
    const served = async (trustedHost: 'host-header' | 'forwarded-host', forwarded?: string) => {
      const { runtime } = runtimeOver(sampleKeys.reader, mindhunters, { trustedHost });
      const service = guardHandler(
        () => ({ statusCode: 200, body: '' }),
        {},
        () => runtime,
      );
      const event = loadBalancerEvent(call);
      const headers = { ...event.headers, ...(forwarded ? { 'x-forwarded-host': forwarded } : {}) };
      return (await service({ ...event, headers }, {})).statusCode;
    };
    expect(await served('host-header')).toBe(200);
    expect(await served('forwarded-host', 'acme.api.example.com')).toBe(200);
    expect(await served('forwarded-host', 'acme.api.example.com, evil.example.com')).toBe(404);
    expect(await served('forwarded-host')).toBe(404);
  });
});
