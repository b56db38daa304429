import { LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { expect, it } from 'vitest';
import { createRotationCommands } from '../../../lib/adapters/lambda/rotation-commands.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

const ROTATE = {
  command: 'rotate',
  caller: { id: 'ada', sourceAddress: '203.0.113.7' },
  tenant: 'acme',
  keyId: 'a1b2c3',
} as const;

interface Answer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** The function behind the real SDK client, with a script in place of the network. */
function commandsAnswered(answer: Answer | Error) {
  const sent: string[] = [];
  const client = new LambdaClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: unknown) => {
        sent.push(HttpRequest.isInstance(request) ? `${request.path} ${Buffer.from(request.body)}` : '');
        if (answer instanceof Error) throw answer;
        const { status = 200, headers = {}, body } = answer;
        return { response: new HttpResponse({ statusCode: status, headers, body: Buffer.from(body) }) };
      },
    },
  });
  return { commands: createRotationCommands(client, 'rotate-key'), sent };
}

it('a command is sent as it is, once, and its answer is read', async () => {
  const { commands, sent } = commandsAnswered({ body: '{"outcome":"too-soon","allowedAtMs":1}' });
  expect(await commands.give(ROTATE)).toEqual({ outcome: 'too-soon', allowedAtMs: 1 });
  expect(sent).toEqual([`/2015-03-31/functions/rotate-key/invocations ${JSON.stringify(ROTATE)}`]);
});

it.each<[string, Answer | Error]>([
  ['is not there', new Error('ECONNREFUSED')],
  ['is throttled', { status: 429, body: '{"Type":"User"}' }],
  ['threw', { body: '{"errorMessage":"secret"}', headers: { 'x-amz-function-error': 'Unhandled' } }],
  ['answered nothing', { body: '' }],
  ['answered what is none of its answers', { body: '{"outcome":"secret"}' }],
])('is unavailable, without a word of what came, where the function %s', async (_, answer) => {
  const { commands, sent } = commandsAnswered(answer);
  const failed = await commands.give(ROTATE).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(UnavailableError);
  expect(String(failed)).not.toContain('secret');
  expect(sent).toHaveLength(1);
});
