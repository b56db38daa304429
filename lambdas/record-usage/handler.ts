import type { LogDelivery } from '../../lib/contracts/log-delivery.ts';
import { usageMetricsLines } from '../../lib/contracts/metrics.ts';
import { readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import { type Delivery, lineId } from '../../lib/core/usage/logged-decision.ts';
import { type RecordDeps, recordUsage } from '../../lib/core/usage/record.ts';
import { type RecordedDelivery, summaryOf } from '../../lib/core/usage/summary.ts';
import type { FindSource } from './known-sources.ts';
import { unpack } from './unpack.ts';

export interface RecordUsageDeps extends RecordDeps {
  readonly findSource: FindSource;
  readonly usageTable: string;
  /** One line each. */
  readonly log: (line: string) => void;
}

const NOTHING_RECORDED = {
  decisions: [],
  failures: { ofOneKey: 0, ofOneAddress: 0, distributed: 0 },
} as const;

/** The used part of a Lambda context. */
export interface Context {
  readonly invokedFunctionArn: string;
}

/**
 * Makes the handler of log subscriptions. A delivery of an unregistered log group or another account is dropped
 * completely. If a write fails, Lambda retries the delivery.
 */
export function createHandler(deps: RecordUsageDeps) {
  return async (event: unknown, { invokedFunctionArn }: Context): Promise<void> => {
    const received = unpack(event);
    if (received?.messageType === 'CONTROL_MESSAGE') return;
    const isOwn = received?.owner === accountOf(invokedFunctionArn);
    const source = received && isOwn ? await deps.findSource(received.logGroup) : undefined;
    const recorded =
      received && source
        ? await recordUsage(deps, deliveryOf(received), source)
        : { ...NOTHING_RECORDED, dropped: received?.logEvents.length ?? 1 };
    logMetrics(deps, recorded);
  };
}

function deliveryOf({ logGroup, logEvents }: LogDelivery): Delivery {
  const decisions = logEvents.flatMap(({ id, timestamp: atMs, message }) => {
    const line = readDecisionLine(message);
    return line ? [{ ...line, id: lineId(id), atMs }] : [];
  });
  return { logGroup, decisions, unread: logEvents.length - decisions.length };
}

/** Emits no metrics for a delivery with only probes, because metrics cost money. */
function logMetrics({ log, usageTable, clock }: RecordUsageDeps, recorded: RecordedDelivery): void {
  const summary = summaryOf(recorded);
  if (summary.decisions + summary.droppedLines === 0) return;
  for (const line of usageMetricsLines(usageTable, summary, clock())) log(line);
}

/** `arn:aws:lambda:eu-central-1:111122223333:function:…` */
function accountOf(functionArn: string): string | undefined {
  return functionArn.split(':')[4];
}
