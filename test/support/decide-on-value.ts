import { decide } from '../../lib/core/access/decide.ts';
import { createLookUp } from '../../lib/core/access/look-up.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';

/** What a request with this value would be answered that needs `permission`. */
export async function outcomeOf({ store, codec, clock }: UseCaseDeps, value: string, permission = 'read') {
  const presented = codec.parse(value);
  if (!presented) return 'malformed';
  const records = await createLookUp(store)(presented.keyId);
  const requirement = { kind: 'permission', permission } as const;
  return decide({ presented, ...records, requirement, nowMs: clock() }).outcome;
}
