import { afterEach, expect, it, vi } from 'vitest';
import { openAwsAccount } from '../../lib/api-client/aws-account.ts';
import { CredentialsError } from '../../lib/api-client/errors.ts';
import type { WireResponse } from '../../lib/api-client/transport.ts';
import { recordingServer } from './support/recording-server.ts';

const ARN = 'arn:aws:iam::000000000000:user/admin';
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${ARN}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const SETTINGS = { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } };
const SCOPE = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
};

/** A test double of all AWS services. */
async function aws(response: WireResponse) {
  const server = await recordingServer(() => response);
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${server.port}`);
  return server;
}
afterEach(() => void vi.unstubAllEnvs());

it('returns the principal of the credentials', async () => {
  await using server = await aws({ status: 200, text: IDENTITY });
  expect(await openAwsAccount(SCOPE).caller()).toBe(ARN);
  expect(server.received[0]?.body).toContain('Action=GetCallerIdentity');
});

it('returns the unreserved concurrency of the account', async () => {
  await using server = await aws({ status: 200, text: JSON.stringify(SETTINGS) });
  expect(await openAwsAccount(SCOPE).unreservedConcurrency()).toBe(900);
  expect(server.received).toMatchObject([{ method: 'GET', target: '/2016-08-19/account-settings' }]);
});

it('keeps the error name of a denial by AWS', async () => {
  await using _ = await aws({ status: 403, text: '{"__type":"AccessDeniedException"}' });
  await expect(openAwsAccount(SCOPE).unreservedConcurrency()).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

it('throws CredentialsError without credentials, and sends nothing', async () => {
  await using server = await aws({ status: 200, text: IDENTITY });
  const credentials = async () => {
    throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
  };
  await expect(openAwsAccount({ ...SCOPE, credentials }).caller()).rejects.toThrow(CredentialsError);
  expect(server.received).toEqual([]);
});

it('returns the parameters below a path by name', async () => {
  const Parameters = [{ Name: '/postern/prod/profile/acme-0a1b2c3d4e5f', Value: 'acme_' }];
  await using server = await aws({ status: 200, text: JSON.stringify({ Parameters }) });
  const found = await openAwsAccount(SCOPE).parametersBelow('/postern/');
  expect([...found]).toEqual([['/postern/prod/profile/acme-0a1b2c3d4e5f', 'acme_']]);
  expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ Path: '/postern/', Recursive: true });
});
