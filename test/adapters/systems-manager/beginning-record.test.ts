import { Readable } from 'node:stream';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { HttpRequest } from '@smithy/core/protocols';
import { expect, it } from 'vitest';
import { createBeginningRecord } from '../../../lib/adapters/systems-manager/beginning-record.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { NOON } from '../../support/entities.ts';
import { stubbedClient } from '../../support/stubbed-client.ts';
import { beginningRecordContract } from '../beginning-record.contract.ts';

const NAME = '/postern/audit/links-1/beginning';
const FIRST = { hash: 'a'.repeat(64), atMs: NOON, keptUntilMs: NOON + 1 };

/** Parameters behind the real SDK client; `fault` replaces the type of every response. */
function parameterStore({ fault, value }: { fault?: string; value?: string } = {}) {
  const values = new Map(value === undefined ? [] : [[NAME, value]]);
  const requests: { operation: string | undefined; input: Record<string, unknown> }[] = [];
  const answer = ({ headers, body }: HttpRequest) => {
    const { 'x-amz-target': target } = headers;
    const input = JSON.parse(Buffer.from(body).toString());
    requests.push({ operation: target?.split('.')[1], input });
    const stored = values.get(input.Name);
    if (fault !== undefined) return { __type: fault };
    if (target === 'AmazonSSM.GetParameter') {
      return stored === undefined ? { __type: 'ParameterNotFound' } : { Parameter: { Value: stored } };
    }
    if (stored !== undefined && input.Overwrite !== true) return { __type: 'ParameterAlreadyExists' };
    values.set(input.Name, input.Value);
    return { Version: 1 };
  };
  const client = new SSMClient(
    stubbedClient((request) => {
      const content = answer(request);
      const status = '__type' in content ? 400 : 200;
      return { status, body: Readable.from([Buffer.from(JSON.stringify(content))]) };
    }),
  );
  return { values, requests, open: () => createBeginningRecord(client, 'links-1') };
}

beginningRecordContract('the beginning in a parameter', () => parameterStore().open);

it('is a parameter with the name of the audit table, which is read until it is known', async () => {
  const { requests, values, open } = parameterStore();
  const record = open();
  await record.read();
  await record.record(FIRST);
  for (let reads = 0; reads < 3; reads += 1) await record.read();
  expect(requests.map(({ operation }) => operation)).toEqual([
    'GetParameter',
    'PutParameter',
    'GetParameter',
  ]);
  expect([...values]).toEqual([[NAME, JSON.stringify(FIRST)]]);
  expect(requests[1]?.input).toMatchObject({ Type: 'String', Overwrite: false });
});

it.each(['AccessDeniedException', 'InternalServerError', 'ThrottlingException'])(
  'is reported as unavailable if Systems Manager responds with %s',
  async (fault) => {
    const { open } = parameterStore({ fault });
    await expect(open().read()).rejects.toThrow(UnavailableError);
    await expect(open().record(FIRST)).rejects.toThrow(UnavailableError);
  },
);

it.each(['', '{}', 'x', '{"hash":"x","atMs":1,"keptUntilMs":1}'])(
  'is reported as unavailable if the parameter has the value %j, and is not treated as missing',
  async (value) => {
    await expect(parameterStore({ value }).open().read()).rejects.toThrow(UnavailableError);
  },
);
