import { createLookup } from '../../lib/core/access/lookup.ts';
import { localBuckets } from '../../lib/core/limits/local-buckets.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import { NOW_MS } from '../../scripts/samples/issued-key.ts';
import type { CountingReader } from '../support/counting-reader.ts';

/** What a guard decides with, over a reader, and the lines that it writes. */
export function runtimeOver(reader: CountingReader, profile: Profile, given: Partial<GuardRuntime> = {}) {
  const lines: string[] = [];
  const runtime: GuardRuntime = {
    profile,
    plans: profile.plans,
    tenantLimits: [],
    routes: {},
    costs: {},
    trustedHost: 'domain-name',
    forwardedProto: false,
    lookup: createLookup(reader, { tenantSuspension: false }),
    buckets: localBuckets(),
    clock: () => NOW_MS,
    stopwatch: () => 0,
    write: (line) => lines.push(line),
    ...given,
  };
  return { runtime, lines };
}
