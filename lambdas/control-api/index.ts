import { randomBytes } from 'node:crypto';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { readControlApiEnvironment } from '../../lib/contracts/environment/control-api.ts';
import { keyCodec } from '../../lib/core/keys/format.ts';
import { createHandler } from './handler.ts';
import { createPause } from './pause.ts';

const { keyTable, profile } = readControlApiEnvironment(process.env);
const pause = createPause(Math.random);

export const handler = createHandler({
  store: createStore({ client: createStoreClient(), table: keyTable, pause }),
  codec: keyCodec(profile.format),
  clock: Date.now,
  random: (count) => randomBytes(count),
  pause,
  log: (line) => process.stdout.write(line),
});
