import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { createTaskQueue } from '../../../lib/adapters/sqs/task-queue.ts';
import { rotationTask } from '../../../lib/contracts/rotation-tasks.ts';
import type { RotationTask } from '../../../lib/core/rotation/tasks.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

const WORKS: readonly RotationTask[] = [
  { task: 'reconcile', keyId: 'k1' },
  { task: 'daily-check', tenant: 'acme', day: 20_000 },
];

/** A queue with this response, which records the sent messages. */
function queueAnswering(answer: object | Error) {
  const sent: SendMessageBatchCommand['input'][] = [];
  const client = new SQSClient({ region: 'us-east-1' });
  client.send = async (command: unknown) => {
    if (command instanceof SendMessageBatchCommand) sent.push(command.input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { queue: createTaskQueue(client, 'https://sqs/q'), sent };
}

it('sends tasks in one batch, each in the form of its schema', async () => {
  const { queue, sent } = queueAnswering({ Successful: [] });
  await queue.send(WORKS);
  expect(sent).toHaveLength(1);
  const [{ QueueUrl, Entries = [] } = {}] = sent;
  expect(QueueUrl).toBe('https://sqs/q');
  const bodies = Entries.map(({ MessageBody = '' }) => rotationTask.parse(JSON.parse(MessageBody)));
  expect(bodies).toEqual(WORKS);
  expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(WORKS.length);
});

it.each([
  ['does not respond', new Error('connect ECONNREFUSED')],
  ['accepts only some of the messages', { Failed: [{ Id: '1', SenderFault: false, Code: 'InternalError' }] }],
])('throws UnavailableError if the queue %s', async (_, answer) => {
  await expect(queueAnswering(answer).queue.send(WORKS)).rejects.toThrow(UnavailableError);
});
