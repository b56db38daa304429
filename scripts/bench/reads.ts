import { encodeKey } from '../../lib/adapters/dynamodb/key-item.ts';
import { encodeOwner } from '../../lib/adapters/dynamodb/owner-item.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../lib/adapters/dynamodb-http/credentials.ts';
import { createExchange, type SendExchange } from '../../lib/adapters/dynamodb-http/exchange.ts';
import { createItemReader } from '../../lib/adapters/dynamodb-http/read-item.ts';
import { restEvent } from '../samples/authorizer-events.ts';
import { type IssuedKey, issuedKey, owner } from '../samples/issued-key.ts';
import { authorizerOver, callAsLambda } from './authorizer-in-memory.ts';
import { counted, type Table } from './report.ts';
import { startTableStub } from './table-stub.ts';
import { TARGETS } from './targets.ts';

/** Counts the table calls of one decision on a warm instance, through the real client. */
export async function countReads(): Promise<Table> {
  const unbound = issuedKey();
  const bound = issuedKey({ boundBy: 'owner' });
  const items = [encodeKey(unbound.key), encodeKey(bound.key), encodeOwner(owner())];
  await using stub = await startTableStub(new Map(items.map((item) => [item.pk?.S ?? '', item])));
  Object.assign(process.env, stub.environment);
  const sent = countedRoundTrips(createExchange('http:'));
  const client = createDynamoDBHttpClient({
    credentials: environmentCredentials,
    exchange: sent.exchange,
  });
  const handler = authorizerOver(createKeyReader(createItemReader(client, 'keys')));

  const warmCall = async ({ value }: IssuedKey) => {
    const event = restEvent({ headers: [['Authorization', `Bearer ${value}`]] });
    await callAsLambda(handler, event);
    stub.resetCounts();
    sent.reset();
    const reply = await callAsLambda(handler, event);
    if (!reply.includes('"Allow"')) throw new Error('Invalid measurement: the benchmark key was denied');
    return { reads: stub.reads(), others: stub.others(), roundTrips: sent.roundTrips() };
  };
  const ofUnbound = await warmCall(unbound);
  const ofBound = await warmCall(bound);
  return {
    title: 'Calls to the table for one decision, warm',
    unit: 'calls',
    rows: [
      counted('reads, unbound key', ofUnbound.reads, TARGETS.readsUnbound),
      counted('reads, bound key', ofBound.reads, TARGETS.readsBound),
      counted('round trips, bound key', ofBound.roundTrips, TARGETS.roundTripsBound),
      counted('calls other than reads', ofUnbound.others + ofBound.others, TARGETS.writes),
    ],
  };
}

/** Counts the requests that are sent while no other request is pending. This does not depend on the speed of the machine. */
function countedRoundTrips(send: SendExchange) {
  let pending = 0;
  let roundTrips = 0;
  const exchange: SendExchange = async (request) => {
    if (pending === 0) roundTrips += 1;
    pending += 1;
    try {
      return await send(request);
    } finally {
      pending -= 1;
    }
  };
  const reset = () => {
    roundTrips = 0;
  };
  return { exchange, roundTrips: () => roundTrips, reset };
}
