import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createLimitEventPublisher } from '../../../lib/adapters/eventbridge/limit-events.ts';
import { LIMIT_EVENTS } from '../../../lib/contracts/limit-events.ts';
import { NOON } from '../../support/entities.ts';

it('publishes an event about a limit by kind with the detail of its schema', async () => {
  const client = new EventBridgeClient({ region: 'us-east-1' });
  const sent: PutEventsRequestEntry[] = [];
  client.send = async (command: unknown) => {
    if (command instanceof PutEventsCommand) sent.push(...(command.input.Entries ?? []));
    return { FailedEntryCount: 0 };
  };
  await createLimitEventPublisher({ client, bus: 'events', deployment: 'prod' }).publish({
    ...{ kind: 'limit.reached', id: '1f', atMs: NOON, scope: 'owner', tenant: 'acme', owner: 'app' },
    ...{ keyId: null, limit: 'monthly', resetAtMs: null },
  });
  expect(sent).toMatchObject([{ EventBusName: 'events', Source: 'postern', DetailType: 'limit.reached' }]);
  expect(LIMIT_EVENTS['limit.reached'].parse(JSON.parse(sent[0]?.Detail ?? ''))).toMatchObject({
    ...{ id: '1f', deployment: 'prod', owner: 'app', limit: 'monthly', resetsAt: null },
  });
});
