import { afterEach, expect, it, vi } from 'vitest';
import { openAwsAccount } from '../../lib/api-client/aws-account.ts';
import { CredentialsError } from '../../lib/api-client/errors.ts';
import type { WireResponse } from '../../lib/api-client/transport.ts';
import { recordingServer } from './support/recording-server.ts';

const ARN = 'arn:aws:iam::000000000000:user/admin';
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${ARN}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const SETTINGS = { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } };
const PLACE = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
};

/** A test double of all AWS services. */
async function aws(answer: WireResponse) {
  const server = await recordingServer(() => answer);
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${server.port}`);
  return server;
}
afterEach(() => void vi.unstubAllEnvs());

it('tells whose the credentials are', async () => {
  await using server = await aws({ status: 200, text: IDENTITY });
  expect(await openAwsAccount(PLACE).caller()).toBe(ARN);
  expect(server.received[0]?.body).toContain('Action=GetCallerIdentity');
});

it('tells the concurrency that nothing has reserved', async () => {
  await using server = await aws({ status: 200, text: JSON.stringify(SETTINGS) });
  expect(await openAwsAccount(PLACE).unreservedConcurrency()).toBe(900);
  expect(server.received).toMatchObject([{ method: 'GET', target: '/2016-08-19/account-settings' }]);
});

it('keeps the error name of a denial by AWS', async () => {
  await using _ = await aws({ status: 403, text: '{"__type":"AccessDeniedException"}' });
  await expect(openAwsAccount(PLACE).unreservedConcurrency()).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

it('says that there are no credentials where there are none', async () => {
  await using server = await aws({ status: 200, text: IDENTITY });
  const credentials = async () => {
    throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
  };
  await expect(openAwsAccount({ ...PLACE, credentials }).caller()).rejects.toThrow(CredentialsError);
  expect(server.received).toEqual([]);
});
