import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { ManagedRecord } from './managed-key.ts';
import { repairSecret } from './secret-drift.ts';
import { SecretStoreError } from './secret-store.ts';
import { spreadOf } from './spread.ts';
import { tellUntold } from './tell.ts';
import { notice, readRecord, transitionRecord } from './transition.ts';
import type { VisitDeps } from './visit.ts';

/**
 * Repairs what of a secret was changed beside the engine: its schedule and tags with each look, its policy once a day.
 * A repair is an event, a notice and a log line that names the parts. What can't be repaired is logged, and tried again.
 *
 * @throws UnavailableError where the store doesn't answer
 */
export async function repairDrift(deps: VisitDeps, keyId: string): Promise<void> {
  const record = await readRecord(deps.store, keyId);
  if (!record || !isSettled(record)) return;
  const log = (line: object) => deps.log(`${JSON.stringify({ postern: 'secret-drift', keyId, ...line })}\n`);
  try {
    const isPolicyDue = isPolicyLook(keyId, deps.clock(), deps.limits.lookEveryMs);
    const parts = await repairSecret(deps, record.managed, [
      'schedule',
      'tags',
      ...(isPolicyDue ? (['policy'] as const) : []),
    ]);
    if (parts.length === 0) return;
    log({ repaired: parts });
    await recordRepair(deps, keyId);
  } catch (error) {
    if (!(error instanceof SecretStoreError)) throw error;
    log({ failed: error.fault });
  }
}

/** Otherwise a command or a run under way is about to set them. */
function isSettled({ key, managed }: ManagedRecord): boolean {
  return key.status !== 'revoked' && managed.rotation === null && managed.mark !== 'creating';
}

/** One of the looks of each day, another one for each key: halfway between two looks it passes to the next. */
function isPolicyLook(keyId: string, nowMs: number, lookEveryMs: number): boolean {
  const spread = spreadOf(keyId);
  const looksADay = Math.max(1, Math.round(MS_PER_DAY / lookEveryMs));
  const look = Math.floor(nowMs / lookEveryMs - spread + 0.5);
  return look % looksADay === Math.floor(spread * looksADay);
}

async function recordRepair(deps: VisitDeps, keyId: string): Promise<void> {
  const repaired = await transitionRecord<never>(deps, keyId, ({ key, managed }, nowMs) => ({
    next: { key, managed },
    action: 'rotation.drift-repaired',
    tell: [notice('drift-repaired', nowMs, managed.current)],
  }));
  if ('record' in repaired) await tellUntold(deps, repaired.record.managed);
}
