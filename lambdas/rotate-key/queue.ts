import { rotationMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { type QueuedMessage, rotationWork } from '../../lib/contracts/rotation-work.ts';
import { unavailableLine } from '../../lib/contracts/unavailable-line.ts';
import { resumeCascade } from '../../lib/core/keys/cascade.ts';
import { type Reports, reportTenant } from '../../lib/core/rotation/report.ts';
import { type VisitDeps, visitKey } from '../../lib/core/rotation/visit.ts';
import type { RotationWork } from '../../lib/core/rotation/work.ts';

export interface QueueDeps extends VisitDeps {
  readonly reports: Reports;
  /** The name of the deployment of rotation, for metrics. */
  readonly rotation: string;
}

/** Which messages SQS is to hand over again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What a run of the engine may take, with answers that are slow: none begins that the time-out would cut. */
const RUN_MS = 5_000;

/** Does the work of each message. Of those that fail, or that there is no time for, SQS hands over each again. */
export async function workThrough(
  deps: QueueDeps,
  messages: readonly QueuedMessage[],
  remainingMs: () => number,
): Promise<BatchAnswer> {
  const failed: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of messages) {
    const isDone = remainingMs() >= RUN_MS && (await isWorkDone(deps, body));
    if (!isDone) failed.push({ itemIdentifier: messageId });
  }
  const done = messages.length - failed.length;
  deps.log(
    rotationMetricsLine(deps.rotation, { done, failed: failed.length, refusedEvents: 0 }, deps.clock()),
  );
  return { batchItemFailures: failed };
}

async function isWorkDone(deps: QueueDeps, body: string): Promise<boolean> {
  try {
    await doWork(deps, rotationWork.parse(JSON.parse(body)));
    return true;
  } catch (error) {
    deps.log(unavailableLine(error));
    return false;
  }
}

async function doWork(deps: QueueDeps, work: RotationWork): Promise<void> {
  switch (work.work) {
    case 'visit': {
      const { keyId } = work;
      const result = await visitKey(deps, keyId);
      if (result !== 'done') await logResult(deps, keyId, result);
      return;
    }
    case 'cascade':
      return resumeCascade(deps, deps.caller, work.keyId);
    case 'report':
      return reportTenant(deps, work);
  }
}

async function logResult({ store, log }: QueueDeps, keyId: string, result: string): Promise<void> {
  const { tenant, owner } = (await store.readKey(keyId)) ?? {};
  log(`${JSON.stringify({ postern: 'rotation', tenant, owner, keyId, result })}\n`);
}
