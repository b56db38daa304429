import { createReaderClient } from '../../lib/adapters/dynamodb/client.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { readKeyHoldersEnvironment } from '../../lib/contracts/environment/key-holders.ts';
import { readPeople } from '../../lib/contracts/environment/people.ts';
import { createLookUp } from '../../lib/core/access/look-up.ts';
import { answeringProbes } from '../../lib/http/probe.ts';
import { createHandler } from './handler.ts';

const { keyTable, ...environment } = readKeyHoldersEnvironment(process.env);

const log = (line: string) => process.stdout.write(line);

export const handler = answeringProbes(
  log,
  createHandler({
    ...environment,
    people: readPeople(process.env),
    lookUp: createLookUp(createKeyReader({ client: createReaderClient(), table: keyTable })),
    clock: Date.now,
    stopwatch: () => performance.now(),
    log,
  }),
);
