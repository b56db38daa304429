import type { LogDelivery } from '../../lib/contracts/log-delivery.ts';
import { metricsLine } from '../../lib/contracts/metrics.ts';
import { readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import { type Delivery, lineId } from '../../lib/core/usage/decided.ts';
import { type Counts, refusedOf } from '../../lib/core/usage/fold.ts';
import { type RecordDeps, recordUsage } from '../../lib/core/usage/record.ts';
import type { FindSource } from './known-sources.ts';
import { unpack } from './unpack.ts';

export interface RecordUsageDeps extends RecordDeps {
  readonly findSource: FindSource;
  readonly usageTable: string;
  /** One line each. */
  readonly log: (line: string) => void;
}

/** What is read of a Lambda's context. */
interface Context {
  readonly invokedFunctionArn: string;
}

/**
 * Makes the handler of log subscriptions. A delivery of a log group that isn't registered, or of another account, is
 * dropped whole; one that can't be written now fails, and Lambda repeats it.
 */
export function createHandler(deps: RecordUsageDeps) {
  return async (event: unknown, { invokedFunctionArn }: Context): Promise<void> => {
    const received = unpack(event);
    if (received?.messageType === 'CONTROL_MESSAGE') return;
    const isOwn = received?.owner === accountOf(invokedFunctionArn);
    const source = received && isOwn ? await deps.findSource(received.logGroup) : undefined;
    const { counts, dropped } =
      received && source
        ? await recordUsage(deps, deliveryOf(received), source)
        : { counts: {}, dropped: received?.logEvents.length ?? 1 };
    tell(deps, counts, dropped);
  };
}

function deliveryOf({ logGroup, logEvents }: LogDelivery): Delivery {
  const decisions = logEvents.flatMap(({ id, timestamp: atMs, message }) => {
    const line = readDecisionLine(message);
    return line ? [{ ...line, id: lineId(id), atMs }] : [];
  });
  return { logGroup, decisions, unread: logEvents.length - decisions.length };
}

/** Says nothing of a delivery of probes alone: a metric that is emitted costs money, also where nobody calls. */
function tell({ log, usageTable, clock }: RecordUsageDeps, counts: Counts, droppedLines: number): void {
  const refused = refusedOf(counts);
  const decisions = refused + (counts.allowed ?? 0);
  if (decisions + droppedLines === 0) return;
  log(metricsLine(usageTable, { decisions, refused, droppedLines }, clock()));
}

/** `arn:aws:lambda:eu-central-1:111122223333:function:…` */
function accountOf(functionArn: string): string | undefined {
  return functionArn.split(':')[4];
}
