import type { Credential } from '../keys/key.ts';
import { credentialOf, endCredentials, type ManagedRecord, replacedCredentials } from './managed-key.ts';
import { overlapWaitMs } from './overlap.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { hasLabel, isCurrentEverywhere } from './secret-store.ts';
import { withoutRemains } from './start.ts';
import { notice, type RecordResult, transitionRecord } from './transition.ts';

/**
 * Ends the old credentials once nobody can hold them any more: the overlap has passed since the new version was seen
 * to be current everywhere, it still is, and where that is asked for, the old ones were seen to be unused.
 */
export function retireOld(deps: RotationDeps, keyId: string): Promise<RecordResult<never>> {
  return transitionRecord<never>(deps, keyId, async (record, nowMs) => {
    const { managed, key } = record;
    const { promotedSeenAtMs, current, retireWhenUnused, retireLimitMs } = managed;
    const old = replacedCredentials(record);
    if (promotedSeenAtMs === null || old.length === 0) return 'unchanged';
    if (nowMs < promotedSeenAtMs + overlapWaitMs(managed.overlapMs, deps.limits)) return 'unchanged';
    const isAtLimit = retireWhenUnused && nowMs >= promotedSeenAtMs + retireLimitMs;
    if (retireWhenUnused && !isAtLimit && !(await isUnused(deps, record, old, nowMs))) return 'unchanged';

    const secret = await deps.secrets.describe(managed.secretArn);
    if (!hasLabel(secret.labels, current, 'AWSCURRENT')) return 'unchanged';
    if (!isCurrentEverywhere(secret, current)) return 'unchanged';
    const credentials = endCredentials(key, nowMs, (each) => old.includes(each));
    return {
      next: withoutRemains({ key: { ...key, credentials }, managed }, secret, nowMs),
      action: 'rotation.retired',
      tell: [notice(isAtLimit ? 'retired-at-limit' : 'retired', nowMs, current)],
    };
  });
}

/** Concludes from silence only where silence means something: the new one is heard of, over the same window. */
async function isUnused(
  { usage }: RotationDeps,
  record: ManagedRecord,
  old: readonly Credential[],
  nowMs: number,
): Promise<boolean> {
  const { managed } = record;
  const window = { keyId: managed.keyId, fromMs: nowMs - managed.overlapMs, toMs: nowMs };
  const fresh = credentialOf(record, managed.current);
  if (!fresh) return false;
  if ((await usage.wasUnused({ ...window, generation: fresh.generation })) !== 'no') return false;
  for (const { generation } of old) {
    const answer = await usage.wasUnused({ ...window, generation });
    if (answer !== 'yes') return false;
  }
  return true;
}
