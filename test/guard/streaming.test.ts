import { expect, it } from 'vitest';
import { guard } from '../../lib/guard/guard.ts';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** As the runtime of Lambda has it. */
function streamifyResponse<Handler extends object>(handler: Handler): Handler {
  return Object.assign(handler, { [STREAMING]: 'response' });
}

it('streamifyResponse(guard(handler)) fails when the module loads, with the next step', () => {
  const guarded = guard(async (_event: object) => 'served');
  expect(() => streamifyResponse(guarded)).toThrow(
    /not supported: a denial would write no response.*streamHandle/,
  );
});
