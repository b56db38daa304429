import { expect, it, vi } from 'vitest';
import { createRespond } from '../../../lambdas/managed-key-resource/respond.ts';
import { resourceRequest } from '../../../lib/contracts/managed-key-resource.ts';
import { createRequest } from './requests.ts';

const request = resourceRequest.parse(createRequest());
const RESPONSE = { Status: 'FAILED', PhysicalResourceId: 'no-key-was-made', Reason: 'why' } as const;
const pause = async () => {};

it('puts the answer where CloudFormation waits for it, as it signed the address', async () => {
  const send = vi.fn(async () => new Response());
  await createRespond(send, pause)(request, RESPONSE);
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

it('tries again where it is not taken', async () => {
  const send = vi
    .fn(async () => new Response())
    .mockRejectedValueOnce(new Error('ECONNRESET'))
    .mockResolvedValueOnce(new Response(null, { status: 503 }));
  await createRespond(send, pause)(request, RESPONSE);
  expect(send).toHaveBeenCalledTimes(3);
});

it('fails in the end, so that Lambda repeats the request, and does not tell the signed address', async () => {
  const send = () => Promise.reject(new Error('ECONNRESET'));
  const told = createRespond(send, pause)(request, RESPONSE).catch(String);
  expect(await told).toContain('PaymentsKey');
  expect(await told).not.toContain('s3cr3t');
});

it('keeps within what CloudFormation takes', async () => {
  const send = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response());
  await createRespond(send, pause)(request, { ...RESPONSE, Reason: 'x'.repeat(9000) });
  expect(String(send.mock.calls[0]?.[1]?.body).length).toBeLessThan(4096);
});
