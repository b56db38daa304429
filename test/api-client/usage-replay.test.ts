import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { openUsageReplay, RecorderError } from '../../lib/api-client/usage-replay.ts';
import { serve } from './support/recording-server.ts';

const SCOPE = {
  stage: 'prod',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
};
const RECORDER = 'arn:aws:lambda:eu-central-1:111122223333:function:record-usage';
const LINES = { logStream: 's', logEvents: [{ timestamp: 1, message: 'line' }] };

interface Response {
  readonly body: object;
  readonly functionError?: string;
}

/** A test double of AWS that responds to an operation; a function call has the operation `Invoke`. */
async function aws(responses: Readonly<Record<string, Response>>) {
  const received: { readonly operation: string; readonly body: string }[] = [];
  const server = await serve(async (request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '.Invoke').split('.')[1] ?? '';
    received.push({ operation, body: await text(request) });
    const { body, functionError } = responses[operation] ?? { body: {} };
    const headers = functionError === undefined ? {} : { 'x-amz-function-error': functionError };
    response.writeHead(200, headers).end(JSON.stringify(body));
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${server.port}`);
  return { ...server, received };
}
afterEach(() => void vi.unstubAllEnvs());

const PARAMETER = { GetParameter: { body: { Parameter: { Value: RECORDER } } } };

async function opened() {
  const replay = await openUsageReplay(SCOPE);
  if (!replay) throw new Error('the stage records usage');
  return replay;
}

it('returns each registered log group once', async () => {
  const Parameters = ['/b', '/a', '/b'].map((logGroup, n) => ({
    Name: `/postern/usage/table/${n}`,
    Value: JSON.stringify({ logGroup, via: 'authorizer', probed: true }),
  }));
  await using _ = await aws({ ...PARAMETER, GetParametersByPath: { body: { Parameters } } });
  expect(await (await opened()).logGroups()).toEqual(['/a', '/b']);
});

it('sends the lines of each log stream as a delivery', async () => {
  await using server = await aws({ ...PARAMETER, Invoke: { body: { recorded: 1, known: 0, dropped: 0 } } });
  expect(await (await opened()).record('/a', LINES)).toEqual({ recorded: 1, known: 0, dropped: 0 });
  const { body = '' } = server.received.find(({ operation }) => operation === 'Invoke') ?? {};
  const sent = gunzipSync(Buffer.from(JSON.parse(body).awslogs.data, 'base64')).toString();
  expect(JSON.parse(sent)).toEqual({
    ...{ messageType: 'DATA_MESSAGE', owner: '111122223333', logGroup: '/a' },
    ...LINES,
  });
});

it.each(['UnavailableError', 'Sandbox.Timedout', 'Runtime.ExitError'])(
  'reports the type %s of a failed call, and not its message',
  async (errorType) => {
    const body = { errorType, errorMessage: 'acme' };
    await using _ = await aws({ ...PARAMETER, Invoke: { body, functionError: 'Unhandled' } });
    await expect((await opened()).record('/a', LINES)).rejects.toThrow(new RecorderError(errorType));
  },
);
