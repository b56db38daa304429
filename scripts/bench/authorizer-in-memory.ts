import type { AuthorizerDeps, AuthorizerHandler } from '../../lambdas/authorizer/handler.ts';
import type { KeyReader } from '../../lib/core/store.ts';
import { sampleAuthorizer } from '../samples/authorizer.ts';

/** The authorizer over a reader, with a real stopwatch. By default its log lines are dropped. */
export function authorizerOver(reader: KeyReader, given: Partial<AuthorizerDeps> = {}): AuthorizerHandler {
  return sampleAuthorizer(reader, { stopwatch: () => performance.now(), ...given });
}

/** Calls a handler as Lambda does: the response or the error, as JSON. */
export async function callAsLambda(handler: AuthorizerHandler, event: unknown): Promise<string> {
  try {
    return JSON.stringify(await handler(event));
  } catch (error) {
    return JSON.stringify({ errorMessage: error instanceof Error ? error.message : 'unknown' });
  }
}
