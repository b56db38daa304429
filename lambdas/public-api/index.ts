import { createReaderClient } from '../../lib/adapters/dynamodb/client.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { publicApiVariables } from '../../lib/contracts/environment/functions.ts';
import { createLookUp } from '../../lib/core/access/lookup.ts';
import { answeringProbes } from '../../lib/http/probe.ts';
import { createHandler } from './handler.ts';

const { keyTable, ...environment } = publicApiVariables.read(process.env);

const log = (line: string) => process.stdout.write(line);

export const handler = answeringProbes(
  log,
  createHandler({
    ...environment,
    lookUp: createLookUp(createKeyReader({ client: createReaderClient(), table: keyTable })),
    clock: Date.now,
    stopwatch: () => performance.now(),
    log,
  }),
);
