import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { readItem } from '../../lib/adapters/dynamodb/read-item.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { createLimitEventPublisher } from '../../lib/adapters/eventbridge/limit-events.ts';
import { limitEventVariables } from '../../lib/contracts/environment/rotation.ts';
import { createHandler } from './handler.ts';

const { keyTable, name, eventBus } = limitEventVariables.read(process.env);
const table = { client: createStoreClient(), table: keyTable };

export const handler = createHandler({
  store: createKeyReader((key) => readItem(table, key)),
  limitEvents: createLimitEventPublisher({
    client: new EventBridgeClient(),
    bus: eventBus,
    deployment: name,
  }),
});
