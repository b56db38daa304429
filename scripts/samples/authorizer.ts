import { type AuthorizerDeps, createHandler } from '../../lambdas/authorizer/handler.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { localBuckets } from '../../lib/core/limits/local-buckets.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { KeyReader } from '../../lib/core/store.ts';
import { NOW_MS } from './issued-key.ts';

/** An authorizer of the default profile over a reader. By default its time stands still and its log lines are dropped. */
export function sampleAuthorizer(reader: KeyReader, given: Partial<AuthorizerDeps> = {}) {
  return createHandler({
    profile: defaultProfile,
    plans: {},
    tenantLimits: [],
    costs: {},
    routes: {},
    httpResponse: 'simple',
    trustedHost: 'domain-name',
    lookup: createLookup(reader, { tenantSuspension: false }),
    buckets: localBuckets(),
    clock: () => NOW_MS,
    stopwatch: () => 0,
    write: () => {},
    ...given,
  });
}
