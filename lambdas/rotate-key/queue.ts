import { rotationMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { type QueuedMessage, rotationTask } from '../../lib/contracts/rotation-tasks.ts';
import { unavailableLine } from '../../lib/contracts/unavailable-line.ts';
import { resumeCascade } from '../../lib/core/keys/cascade.ts';
import { checkTenant, type DailyCheckPublisher } from '../../lib/core/rotation/daily-check.ts';
import { type ReconcileDeps, reconcileKey } from '../../lib/core/rotation/reconcile.ts';
import type { RotationTask } from '../../lib/core/rotation/tasks.ts';

export interface QueueDeps extends ReconcileDeps {
  readonly dailyChecks: DailyCheckPublisher;
  /** The name of the deployment of rotation, for metrics. */
  readonly rotation: string;
}

/** The messages that SQS delivers again. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The duration of one run with slow responses. No task starts with less time left. */
const RUN_MS = 5_000;

/** Processes the task of each message. SQS redelivers those that fail or that there is no time for. */
export async function processBatch(
  deps: QueueDeps,
  messages: readonly QueuedMessage[],
  remainingMs: () => number,
): Promise<BatchResponse> {
  const failed: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of messages) {
    const isDone = remainingMs() >= RUN_MS && (await tryProcess(deps, body));
    if (!isDone) failed.push({ itemIdentifier: messageId });
  }
  const done = messages.length - failed.length;
  deps.log(
    rotationMetricsLine(deps.rotation, { done, failed: failed.length, rejectedEvents: 0 }, deps.clock()),
  );
  return { batchItemFailures: failed };
}

async function tryProcess(deps: QueueDeps, body: string): Promise<boolean> {
  try {
    await processTask(deps, rotationTask.parse(JSON.parse(body)));
    return true;
  } catch (error) {
    deps.log(unavailableLine(error));
    return false;
  }
}

async function processTask(deps: QueueDeps, task: RotationTask): Promise<void> {
  switch (task.task) {
    case 'reconcile': {
      const { keyId } = task;
      const result = await reconcileKey(deps, keyId);
      if (result !== 'done') await logResult(deps, keyId, result);
      return;
    }
    case 'cascade':
      return resumeCascade(deps, deps.caller, task.keyId);
    case 'daily-check':
      return checkTenant(deps, task);
  }
}

async function logResult({ store, log }: QueueDeps, keyId: string, result: string): Promise<void> {
  const { tenant, owner } = (await store.readKey(keyId)) ?? {};
  log(`${JSON.stringify({ postern: 'rotation', tenant, owner, keyId, result })}\n`);
}
