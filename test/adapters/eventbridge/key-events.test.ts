import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createNotices } from '../../../lib/adapters/eventbridge/key-events.ts';
import { NOTICES } from '../../../lib/contracts/key-events.ts';
import type { PublishedKeyEvent } from '../../../lib/core/rotation/key-events.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { NOON } from '../../support/entities.ts';

const TOLD: PublishedKeyEvent = {
  id: 'k1:failed:v1:1',
  kind: 'failed',
  atMs: NOON,
  token: 'v1',
  tenant: 'acme',
  owner: 'app',
  keyId: 'k1',
  reason: 'kms-denied',
};

/** A bus that answers so, and keeps what it was given. */
function busAnswering(answer: object | Error) {
  const events: PutEventsRequestEntry[] = [];
  const client = new EventBridgeClient({ region: 'us-east-1' });
  client.send = async (command: unknown) => {
    if (command instanceof PutEventsCommand) events.push(...(command.input.Entries ?? []));
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { notices: createNotices({ client, bus: 'notices', deployment: 'prod' }), events };
}

it('a notice is an event of the bus by its kind, with the detail that its schema says', async () => {
  const { notices, events } = busAnswering({ FailedEntryCount: 0 });
  await notices.tell(TOLD);
  const [event] = events;
  expect(event).toMatchObject({ EventBusName: 'notices', Source: 'postern', DetailType: 'failed' });
  expect(NOTICES.failed.parse(JSON.parse(event?.Detail ?? ''))).toMatchObject({
    id: TOLD.id,
    deployment: 'prod',
    reason: 'kms-denied',
    advice: expect.stringContaining('kms:Decrypt'),
  });
});

it('what the calendar tells goes the same way', async () => {
  const { notices, events } = busAnswering({});
  const common = { id: 'k1:expiring', tenant: 'acme', owner: 'app', keyId: 'k1', atMs: NOON };
  await notices.report({ ...common, kind: 'expiring', expiresAtMs: NOON, daysLeft: 1 });
  expect(NOTICES.expiring.parse(JSON.parse(events[0]?.Detail ?? ''))).toMatchObject({ daysLeft: 1 });
});

it.each([
  ['does not answer', new Error('socket hang up')],
  ['refuses it', { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] }],
])('is told again later where the bus %s', async (_, answer) => {
  await expect(busAnswering(answer).notices.tell(TOLD)).rejects.toThrow(UnavailableError);
});
