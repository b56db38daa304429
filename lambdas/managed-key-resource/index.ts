import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createRotationCommands } from '../../lib/adapters/lambda/rotation-commands.ts';
import { rotationTarget } from '../../lib/contracts/environment/rotation.ts';
import { createHandler } from './handler.ts';
import { createRespond } from './respond.ts';

/** The backoff between attempts to respond: 1 to 5 s. */
const responseBackoff = (attempt: number) => setTimeout(attempt * 1000);
/** The wait while a rotation is in progress: in total 3 of the function's 5 minutes. */
const BUSY_BACKOFF_MS = 15_000;

const { rotateKeyFunction } = rotationTarget.read(process.env);

export const handler = createHandler({
  // Every command is idempotent, even while it is in progress.
  send: createRotationCommands(new LambdaClient({ maxAttempts: 5 }), rotateKeyFunction).send,
  clock: Date.now,
  backoff: () => setTimeout(BUSY_BACKOFF_MS),
  respond: createRespond(fetch, responseBackoff),
  log: (line) => process.stdout.write(line),
});
