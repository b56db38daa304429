import { ParameterNotFound, SSMServiceException } from '@aws-sdk/client-ssm';
import { afterEach, expect, it, vi } from 'vitest';
import { CredentialsError, StageError } from '../../lib/api-client/errors.ts';
import { findApiUrl } from '../../lib/api-client/stage.ts';
import { recordingServer } from './support/recording-server.ts';

afterEach(() => vi.unstubAllEnvs());

const PROD = {
  stage: 'prod',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const API_URL = 'https://abcdef01.execute-api.eu-central-1.amazonaws.com';

function serviceError(name: string) {
  return new SSMServiceException({ name, $fault: 'client', $metadata: {}, message: name });
}

/** The error of a search whose parameter is read by `read`. */
function failure(read: () => Promise<string | undefined>, stage = PROD): Promise<unknown> {
  return findApiUrl(stage, read).then(
    () => expect.fail('a stage was found'),
    (error: unknown) => error,
  );
}

it('finds the URL that the deployment of the stage published', async () => {
  const names: string[] = [];
  const read = async (name: string) => {
    names.push(name);
    return API_URL;
  };
  expect(await findApiUrl(PROD, read)).toBe(API_URL);
  expect(names).toEqual(['/postern/prod/api-url']);
});

it.each([
  ['not-found', new ParameterNotFound({ message: '', $metadata: {} })],
  ['denied', serviceError('AccessDeniedException')],
  ['rejected-credentials', serviceError('ExpiredTokenException')],
  ['rejected-credentials', serviceError('UnrecognizedClientException')],
  ['unreachable', serviceError('ThrottlingException')],
  ['unreachable', Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })],
])('throws %s with its cause if the read fails with %s', async (expected, cause) => {
  const error = await failure(() => Promise.reject(cause));
  expect(error).toBeInstanceOf(StageError);
  expect(error).toMatchObject({ failure: expected, stage: 'prod', region: 'eu-central-1', cause });
});

it('throws CredentialsError without credentials', async () => {
  const cause = Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
  expect(await failure(() => Promise.reject(cause))).toBeInstanceOf(CredentialsError);
});

it.each([['http://keys.example.com'], ['keys.example.com'], [undefined]])(
  'rejects a published URL that key values must not be sent to: %s',
  async (published) => {
    expect(await failure(async () => published)).toMatchObject({ failure: 'unsafe-url' });
  },
);

it.each([
  ['invalid-stage', { stage: 'Prod' }],
  ['invalid-stage', { stage: '../prod' }],
  ['invalid-region', { region: 'frankfurt' }],
  ['invalid-region', { region: 'eu-central-1.evil.example' }],
])('throws %s without a request for %j', async (expected, wrong) => {
  const read = () => Promise.reject(new Error('the parameter was read'));
  expect(await failure(read, { ...PROD, ...wrong })).toMatchObject({ failure: expected });
});

it('reads the parameter from Systems Manager with a signature for this service', async () => {
  await using server = await recordingServer(() => ({
    status: 200,
    text: JSON.stringify({ Parameter: { Value: API_URL } }),
  }));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${server.port}`);
  expect(await findApiUrl(PROD)).toBe(API_URL);
  expect(server.received).toMatchObject([{ body: '{"Name":"/postern/prod/api-url"}' }]);
  expect(server.received[0]?.headers.authorization).toContain('/eu-central-1/ssm/aws4_request');
});
