import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { LIMIT_EVENTS } from '../../lib/contracts/limit-events.ts';
import { LIMIT_EVENT_KINDS } from '../../lib/core/limits/limit-events.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { stackOutput } from './support/stack-resources.ts';

const { endpointUrl, sampleRestUrl, sampleGuardUrl } = inject('deployment');
const sqs = new SQSClient({ ...rootClient(endpointUrl), useQueueUrlAsEndpoint: false });
const events = new EventBridgeClient(rootClient(endpointUrl));
const name = `limit-events-${crypto.randomUUID().slice(0, 8)}`;
const EventBusName = await stackOutput('Postern-local-Rotation', 'EventBusName');
const onBus = { Rule: name, EventBusName };

/** A year, so that no period ends during a test. */
const YEARLY = { unit: 'days', days: 366, anchor: '2020-01-01' } as const;
const SOON = { timeout: 30_000, interval: 250 };

let QueueUrl: string | undefined;

beforeAll(async () => {
  ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name })));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const EventPattern = JSON.stringify({ source: ['postern'], 'detail-type': LIMIT_EVENT_KINDS });
  await events.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern }));
  await events.send(
    new PutTargetsCommand({ ...onBus, Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }] }),
  );
});

afterAll(async () => {
  await events.send(new RemoveTargetsCommand({ ...onBus, Ids: ['queue'] }));
  await events.send(new DeleteRuleCommand({ Name: name, EventBusName }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
});

const delivered = z.object({
  'detail-type': z.enum(LIMIT_EVENT_KINDS),
  detail: LIMIT_EVENTS['limit.reached'],
});
const received: z.output<typeof delivered>[] = [];

/** The events of a tenant that the queue has received so far. */
async function eventsOf(tenant: string) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  received.push(...Messages.map(({ Body = '' }) => delivered.parse(JSON.parse(Body))));
  return received.filter(({ detail }) => detail.tenant === tenant);
}

function send(url: string, value: string, requests: number) {
  const headers = { authorization: `Bearer ${value}` };
  return Promise.all(
    Array.from({ length: requests }, async () => (await fetch(`${url}/hello`, { headers })).status),
  );
}

it('a rule receives 80 and 100 percent of a quota once, under concurrent requests above it', async () => {
  const tenant = await newTenant();
  const limits = [{ name: 'yearly', kind: 'quota', max: 10, period: YEARLY } as const];
  const { id, value } = await newKey(tenant, ['read'], { limits });
  expect(await send(sampleGuardUrl, value, 7)).not.toContain(429);
  expect(await eventsOf(tenant)).toEqual([]);
  expect(await send(sampleGuardUrl, value, 1)).toEqual([200]);
  await vi.waitFor(async () => expect(await eventsOf(tenant)).toHaveLength(1), SOON);
  await send(sampleRestUrl, value, 12);
  await send(sampleGuardUrl, value, 12);
  await vi.waitFor(async () => expect(await eventsOf(tenant)).toHaveLength(2), SOON);
  const common = { tenant, owner: 'app', keyId: id, scope: 'key', limit: 'yearly' };
  expect(await eventsOf(tenant)).toMatchObject([
    { 'detail-type': 'limit.approached', detail: common },
    { 'detail-type': 'limit.reached', detail: common },
  ]);
});

it('a rule receives the events of an owner again after a reset, with other IDs', async () => {
  const tenant = await newTenant();
  const params = { tenant, owner: 'app' };
  const limits = [{ name: 'prepaid', kind: 'credits', max: 2 } as const];
  await adminClient.call('updateOwner', { params, body: { limits } });
  const { value } = await newKey(tenant);
  for (const count of [1, 2]) {
    // An instance can repeat its last denial for a second.
    await vi.waitFor(async () => expect(await send(sampleGuardUrl, value, 1)).toEqual([200]), SOON);
    expect(await send(sampleGuardUrl, value, 1)).toEqual([200]);
    await vi.waitFor(async () => expect(await eventsOf(tenant)).toHaveLength(count), SOON);
    await adminClient.call('resetOwnerLimit', { params, body: { limit: 'prepaid' } });
  }
  const found = await eventsOf(tenant);
  expect(found).toMatchObject(
    Array(2).fill({ 'detail-type': 'limit.reached', detail: { owner: 'app', keyId: null, resetsAt: null } }),
  );
  expect(new Set(found.map(({ detail }) => detail.id)).size).toBe(2);
});
