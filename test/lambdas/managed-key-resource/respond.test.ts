import { expect, it, vi } from 'vitest';
import { createRespond } from '../../../lambdas/managed-key-resource/respond.ts';
import { resourceRequest } from '../../../lib/contracts/managed-key-resource.ts';
import { createRequest } from './requests.ts';

const request = resourceRequest.parse(createRequest());
const RESPONSE = { Status: 'FAILED', PhysicalResourceId: 'no-key-created', Reason: 'why' } as const;
const backoff = async () => {};

it('sends the response to the presigned URL of CloudFormation', async () => {
  const send = vi.fn(async () => new Response());
  await createRespond(send, backoff)(request, RESPONSE);
  expect(send.mock.calls).toEqual([
    [
      request.ResponseURL,
      {
        method: 'PUT',
        headers: { 'content-type': '' },
        body: JSON.stringify({
          StackId: request.StackId,
          RequestId: 'request-1',
          LogicalResourceId: 'PaymentsKey',
          ...RESPONSE,
        }),
        signal: expect.any(AbortSignal),
      },
    ],
  ]);
});

it('retries a failed upload', async () => {
  const send = vi
    .fn(async () => new Response())
    .mockRejectedValueOnce(new Error('ECONNRESET'))
    .mockResolvedValueOnce(new Response(null, { status: 503 }));
  await createRespond(send, backoff)(request, RESPONSE);
  expect(send).toHaveBeenCalledTimes(3);
});

it('fails after all retries without the presigned URL, so that Lambda repeats the request', async () => {
  const send = () => Promise.reject(new Error('ECONNRESET'));
  const failure = createRespond(send, backoff)(request, RESPONSE).catch(String);
  expect(await failure).toContain('PaymentsKey');
  expect(await failure).not.toContain('s3cr3t');
});

it.each(['x', '漢', '\u0001', '"', '\ud83d', '😀'])(
  'limits the response to the size that CloudFormation accepts, in bytes: %j',
  async (character) => {
    const send = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response());
    await createRespond(send, backoff)(request, { ...RESPONSE, Reason: character.repeat(9000) });
    const body = String(send.mock.calls[0]?.[1]?.body);
    expect(Buffer.byteLength(body)).toBeLessThan(4096);
    expect(JSON.parse(body)).toMatchObject({ Reason: expect.stringMatching(/.{100}/su) });
  },
);
