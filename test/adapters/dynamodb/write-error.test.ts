import { describe, expect, it } from 'vitest';
import { commit } from '../../../lib/adapters/dynamodb/commit.ts';
import { createUsageStore } from '../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { RejectedWriteError, UnavailableError } from '../../../lib/core/store.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { eventOf, keyOf, NOON, ownerOf } from '../../support/entities.ts';
import { type Answer, failure, type ScriptedTable, scriptedTable } from '../../support/scripted-table.ts';

const TOO_LARGE = 'Item size has exceeded the maximum allowed size';
const UPDATE_TOO_LARGE = 'Item size to update has exceeded the maximum allowed size';

const owner = ownerOf('acme');
const createOwner = { kind: 'create-owner', owner } as const;

function invalid(message: string): Answer {
  return failure('ValidationException', 400, { message });
}

function invalidItem(message: string): Answer {
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ValidationError', Message: message }];
  return failure('TransactionCanceledException', 400, { CancellationReasons });
}

const BATCH = { id: 'b', partition: 0 };
const WRITES: ReadonlyArray<[string, Answer, (table: ScriptedTable) => Promise<unknown>]> = [
  ['a change', invalidItem(UPDATE_TOO_LARGE), (table) => commit(table, createOwner, eventOf('acme'))],
  [
    'a usage',
    invalid(TOO_LARGE),
    (table) => createUsageStore(table).createUsage(newKeyUsage(keyOf('acme'), NOON)),
  ],
  [
    'counts',
    invalid(UPDATE_TOO_LARGE),
    (table) =>
      createUsageStore(table).addCounts({ tenant: 'acme' }, [{ hour: 24, counts: { allowed: 1 } }], BATCH),
  ],
  [
    'failures',
    invalid(UPDATE_TOO_LARGE),
    (table) => createUsageStore(table).addFailures({ key: 'k' }, 1, 1, 'b'),
  ],
  [
    'partial usage',
    invalid(TOO_LARGE),
    (table) =>
      createUsageStore(table).appendPartialUsage({
        ...{ id: 'a', startMs: 0, partition: 0, entries: [], lines: [] },
        counts: [{ tenant: 'acme', key: 'k', hour: 24, counts: { allowed: 1 } }],
      }),
  ],
];

describe.each(WRITES)('%s in an item of 420 KB', (_, answer, write) => {
  it('is reported once as a permanent error with its cause, never as retryable', async () => {
    const table = scriptedTable([answer]);
    const error: unknown = await write(table).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RejectedWriteError);
    expect(error).not.toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ reason: 'item-too-large', cause: expect.any(Error) });
    expect(error).toHaveProperty('message', expect.stringContaining('400 KB'));
    expect(error).not.toHaveProperty('message', expect.stringContaining('try again'));
    expect(table.requests).toHaveLength(1);
  });
});

it('reports other invalid requests as permanent errors', async () => {
  const writing = commit(
    scriptedTable([invalid('One or more parameter values were invalid')]),
    createOwner,
    eventOf('acme'),
  );
  await expect(writing).rejects.toMatchObject({ name: 'RejectedWriteError', reason: 'invalid-request' });
});

it('reports transient errors as retryable', async () => {
  const writing = commit(scriptedTable([failure('ThrottlingException')]), createOwner, eventOf('acme'));
  await expect(writing).rejects.toBeInstanceOf(UnavailableError);
});
