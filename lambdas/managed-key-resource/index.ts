import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createRotationCommands } from '../../lib/adapters/lambda/rotation-commands.ts';
import { rotationTarget } from '../../lib/contracts/environment/rotation.ts';
import { createHandler } from './handler.ts';
import { createRespond } from './respond.ts';

/** The pause between attempts to respond: 1 to 5 s. */
const responsePause = (attempt: number) => setTimeout(attempt * 1000);
/** The pause while a rotation is in progress: in total 3 of the function's 5 minutes. */
const BUSY_PAUSE_MS = 15_000;

const { rotateKeyFunction } = rotationTarget.read(process.env);

export const handler = createHandler({
  // Every command is idempotent, even while it is in progress.
  send: createRotationCommands(new LambdaClient({ maxAttempts: 5 }), rotateKeyFunction).send,
  clock: Date.now,
  pause: () => setTimeout(BUSY_PAUSE_MS),
  respond: createRespond(fetch, responsePause),
  log: (line) => process.stdout.write(line),
});
