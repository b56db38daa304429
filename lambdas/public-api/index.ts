import { createReaderClient } from '../../lib/adapters/dynamodb/client.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { readKeyHoldersEnvironment } from '../../lib/contracts/environment/key-holders.ts';
import { readPeople } from '../../lib/contracts/environment/people.ts';
import { createLookUp } from '../../lib/core/access/look-up.ts';
import { createHandler } from './handler.ts';

const { keyTable, ...environment } = readKeyHoldersEnvironment(process.env);

export const handler = createHandler({
  ...environment,
  people: readPeople(process.env),
  lookUp: createLookUp(createKeyReader({ client: createReaderClient(), table: keyTable })),
  clock: Date.now,
  stopwatch: () => performance.now(),
  log: (line) => process.stdout.write(line),
});
