import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createAskRotation } from '../../lib/adapters/lambda/ask-rotation.ts';
import { readManagedKeyResourceEnvironment } from '../../lib/contracts/environment/managed-key-resource.ts';
import { createHandler } from './handler.ts';
import { createRespond } from './respond.ts';

const { rotateKeyFunction } = readManagedKeyResourceEnvironment(process.env);
/** Between attempts to answer: 1 to 5 s. */
const pause = (attempt: number) => setTimeout(attempt * 1000);

export const handler = createHandler({
  send: createAskRotation(new LambdaClient({ maxAttempts: 5 }), rotateKeyFunction),
  respond: createRespond(fetch, pause),
  log: (line) => process.stdout.write(line),
});
