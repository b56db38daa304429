import { createReaderClient } from '../../lib/adapters/dynamodb/client.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { publicApiVariables } from '../../lib/contracts/environment/functions.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { withProbeReply } from '../../lib/http/probe.ts';
import { createHandler } from './handler.ts';

const { keyTable, ...environment } = publicApiVariables.read(process.env);

const log = (line: string) => process.stdout.write(line);

export const handler = withProbeReply(
  log,
  createHandler({
    ...environment,
    lookup: createLookup(createKeyReader({ client: createReaderClient(), table: keyTable })),
    clock: Date.now,
    stopwatch: () => performance.now(),
    log,
  }),
);
