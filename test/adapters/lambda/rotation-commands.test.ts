import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { createRotationCommands } from '../../../lib/adapters/lambda/rotation-commands.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { stubbedClient } from '../../support/stubbed-client.ts';

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

/** The function behind the real SDK client, with scripted responses in place of the network. */
function commandsAnswered(answer: Answer | Error) {
  const sent: string[] = [];
  const client = new LambdaClient(
    stubbedClient(({ path, body }) => {
      sent.push(`${path} ${Buffer.from(body)}`);
      return answer instanceof Error ? answer : { ...answer, body: Buffer.from(answer.body) };
    }),
  );
  return { commands: createRotationCommands(client, 'rotate-key'), sent };
}

it('sends a command once, unchanged, and parses its response', async () => {
  const { commands, sent } = commandsAnswered({
    body: '{"outcome":"rotation-too-frequent","allowedAtMs":1}',
  });
  expect(await commands.send(ROTATE)).toEqual({ outcome: 'rotation-too-frequent', allowedAtMs: 1 });
  expect(sent).toEqual([`/2015-03-31/functions/rotate-key/invocations ${JSON.stringify(ROTATE)}`]);
});

it.each<[string, Answer | Error]>([
  ['is unreachable', new Error('ECONNREFUSED')],
  ['is throttled', { status: 429, body: '{"Type":"User"}' }],
  ['fails', { body: '{"errorMessage":"secret"}', headers: { 'x-amz-function-error': 'Unhandled' } }],
  ['returns nothing', { body: '' }],
  ['returns an unknown outcome', { body: '{"outcome":"secret"}' }],
])('throws UnavailableError without the received text if the function %s', async (_, answer) => {
  const { commands, sent } = commandsAnswered(answer);
  const failed = await commands.send(ROTATE).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(UnavailableError);
  expect(String(failed)).not.toContain('secret');
  expect(sent).toHaveLength(1);
});
