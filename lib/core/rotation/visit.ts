import type { StepResult } from './attempt.ts';
import { isDue } from './due.ts';
import { rotate } from './engine.ts';
import type { ManagedRecord } from './managed-key.ts';
import { nextVisitMs } from './next-visit.ts';
import { repairDrift } from './repair-drift.ts';
import type { RotationDeps } from './rotation-deps.ts';
import type { SecretMaker } from './secret-maker.ts';
import { readRecord } from './transition.ts';
import type { Visits } from './visits.ts';

export interface VisitDeps extends RotationDeps {
  readonly visits: Visits;
  readonly maker: SecretMaker;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Does for a managed key whatever is to be done now, and says when it is to be looked at next. Run it twice, and the
 * second finds nothing to do.
 *
 * @throws UnavailableError where the store doesn't answer: its lease ends, and the sweep queues it again
 */
export async function visitKey(deps: VisitDeps, keyId: string): Promise<StepResult> {
  const result = await rotate(deps, keyId);
  if (result === 'done') await repairDrift(deps, keyId);
  const record = await readRecord(deps.store, keyId);
  if (record) await scheduleNext(deps, record);
  return result;
}

/** What was written or queued in the meantime has its own time, and keeps it. */
async function scheduleNext(deps: VisitDeps, record: ManagedRecord): Promise<void> {
  const { keyId, visitAtMs } = record.managed;
  if (visitAtMs === null) return;
  const nowMs = deps.clock();
  const frozenUntilMs = isDue(record.managed, nowMs) ? await frozenUntil(deps, record) : 0;
  const nextMs = nextVisitMs(record, { nowMs, limits: deps.limits, frozenUntilMs });
  if (nextMs !== visitAtMs) await deps.visits.move({ keyId, atMs: visitAtMs }, nextMs);
}

async function frozenUntil({ store }: VisitDeps, { key }: ManagedRecord): Promise<number> {
  return (await store.readTenant(key.tenant))?.rotationFreeze?.untilMs ?? 0;
}
