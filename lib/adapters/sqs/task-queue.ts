import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { TaskQueue } from '../../core/rotation/tasks.ts';
import { UnavailableError } from '../../core/store.ts';

/** The task queue of `rotate-key`. A batch is one request (0.40 USD per million). */
export function createTaskQueue(client: SQSClient, queueUrl: string): TaskQueue {
  return {
    send: async (works) => {
      const batch = new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: works.map((work, position) => ({ Id: String(position), MessageBody: JSON.stringify(work) })),
      });
      const { Failed = [] } = await client.send(batch).catch(unavailable);
      if (Failed.length > 0) throw new UnavailableError(`the queue rejected ${Failed.length} messages`);
    },
  };
}

function unavailable(cause: unknown): never {
  throw new UnavailableError('the queue did not respond', { cause });
}
