import { DynamoDBClient, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { KeyTable } from '../../lib/adapters/dynamodb/read-item.ts';
import { type Answer, cancellation, success } from './scripted-table.ts';
import { stubbedClient } from './stubbed-client.ts';

/**
 * A table on which every transaction takes `transactionMs`. As on AWS, it conflicts with a transaction in progress that
 * writes or checks one of its items. It uses timers, so that a test can use fake ones.
 */
export function conflictingTable(transactionMs: number): KeyTable {
  const locked = new Set<string>();

  const transact = async (items: readonly TransactWriteItem[]): Promise<Answer> => {
    const names = items.map(nameOf);
    const reasons = names.map((name) => (locked.has(name) ? 'TransactionConflict' : 'None'));
    const isConflict = reasons.some((reason) => reason !== 'None');
    if (!isConflict) for (const name of names) locked.add(name);
    await new Promise((resolve) => setTimeout(resolve, transactionMs));
    if (isConflict) return cancellation(...reasons);
    for (const name of names) locked.delete(name);
    return success();
  };

  const client = new DynamoDBClient(
    stubbedClient(async ({ body: sent }) => {
      const answer = await transact(JSON.parse(new TextDecoder().decode(sent)).TransactItems);
      if (answer instanceof Error) return answer;
      return { status: answer.status, body: Buffer.from(JSON.stringify(answer.body)) };
    }),
  );
  return { client, table: 'keys' };
}

function nameOf({ Put, ConditionCheck, Update, Delete }: TransactWriteItem): string {
  const key = Put?.Item ?? (ConditionCheck ?? Update ?? Delete)?.Key;
  return `${key?.pk?.S} ${key?.sk?.S}`;
}
