import { type AuthorizerHandler, createHandler } from '../../lambdas/authorizer/handler.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { localBuckets } from '../../lib/core/limits/local-buckets.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { KeyReader } from '../../lib/core/store.ts';
import { NOW_MS } from '../samples/issued-key.ts';

/** The authorizer as it is deployed, but for where it reads and writes; where nothing is said, its lines are made and dropped. */
export function authorizerOver(
  reader: KeyReader,
  write: (line: string) => void = () => {},
): AuthorizerHandler {
  return createHandler({
    profile: defaultProfile,
    plans: {},
    routes: {},
    httpResponse: 'simple',
    trustedHost: 'domain-name',
    lookup: createLookup(reader),
    buckets: localBuckets(),
    clock: () => NOW_MS,
    stopwatch: () => performance.now(),
    write,
  });
}

/** Calls it as Lambda does: the reply becomes JSON, and so does what is thrown. */
export async function callAsLambda(handler: AuthorizerHandler, event: unknown): Promise<string> {
  try {
    return JSON.stringify(await handler(event));
  } catch (error) {
    return JSON.stringify({ errorMessage: error instanceof Error ? error.message : 'unknown' });
  }
}
