import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createKeyEventPublisher } from '../../../lib/adapters/eventbridge/key-events.ts';
import { KEY_EVENTS } from '../../../lib/contracts/key-events.ts';
import type { PublishedKeyEvent } from '../../../lib/core/rotation/key-events.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { NOON } from '../../support/entities.ts';

const EVENT: PublishedKeyEvent = {
  id: 'k1:failed:v1:1',
  kind: 'rotation.failed',
  atMs: NOON,
  versionId: 'v1',
  tenant: 'acme',
  owner: 'app',
  keyId: 'k1',
  reason: 'kms-denied',
};

/** A bus with this response, which records the received events. */
function busAnswering(answer: object | Error) {
  const events: PutEventsRequestEntry[] = [];
  const client = new EventBridgeClient({ region: 'us-east-1' });
  client.send = async (command: unknown) => {
    if (command instanceof PutEventsCommand) events.push(...(command.input.Entries ?? []));
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { keyEvents: createKeyEventPublisher({ client, bus: 'notices', deployment: 'prod' }), events };
}

it('publishes a key event by kind with the detail of its schema', async () => {
  const { keyEvents, events } = busAnswering({ FailedEntryCount: 0 });
  await keyEvents.publish(EVENT);
  const [event] = events;
  expect(event).toMatchObject({ EventBusName: 'notices', Source: 'postern', DetailType: 'rotation.failed' });
  expect(KEY_EVENTS['rotation.failed'].parse(JSON.parse(event?.Detail ?? ''))).toMatchObject({
    id: EVENT.id,
    deployment: 'prod',
    reason: 'kms-denied',
    remediation: expect.stringContaining('kms:Decrypt'),
  });
});

it('publishes events of maintenance windows in the same way', async () => {
  const { keyEvents, events } = busAnswering({});
  const common = { id: 'k1:expiring', tenant: 'acme', owner: 'app', keyId: 'k1', atMs: NOON };
  await keyEvents.publishCheck({ ...common, kind: 'key.expiring', expiresAtMs: NOON, daysLeft: 1 });
  expect(KEY_EVENTS['key.expiring'].parse(JSON.parse(events[0]?.Detail ?? ''))).toMatchObject({
    daysLeft: 1,
  });
});

it.each([
  ['does not respond', new Error('socket hang up')],
  ['rejects the event', { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] }],
])('fails, so that the event is published again later, if the bus %s', async (_, answer) => {
  await expect(busAnswering(answer).keyEvents.publish(EVENT)).rejects.toThrow(UnavailableError);
});
