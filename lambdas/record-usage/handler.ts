import type { LogDelivery } from '../../lib/contracts/log-delivery.ts';
import { usageMetricsLines } from '../../lib/contracts/metrics.ts';
import { readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import type { RecordedLines } from '../../lib/contracts/usage-replay.ts';
import { type Delivery, lineIds } from '../../lib/core/usage/logged-decision.ts';
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
 * completely. If a write fails, Lambda retries the delivery. A late delivery has no metrics, because alarms are about the
 * present.
 */
export function createHandler(deps: RecordUsageDeps) {
  return async (event: unknown, { invokedFunctionArn }: Context): Promise<RecordedLines | undefined> => {
    const received = unpack(event);
    if (received?.messageType === 'CONTROL_MESSAGE') return undefined;
    const isOwn = received?.owner === accountOf(invokedFunctionArn);
    const source = received && isOwn ? await deps.findSource(received.logGroup) : undefined;
    const recorded: RecordedDelivery =
      received && source
        ? await recordUsage(deps, deliveryOf(received), source)
        : { ...NOTHING_RECORDED, dropped: received?.logEvents.length ?? 1 };
    if (!recorded.late) logMetrics(deps, recorded);
    const { recorded: lines, known } = recorded.late ?? { recorded: recorded.decisions.length, known: 0 };
    return { recorded: lines, known, dropped: recorded.dropped };
  };
}

function deliveryOf({ logGroup, logStream, logEvents }: LogDelivery): Delivery {
  const ids = lineIds(logStream, logEvents);
  const decisions = logEvents.flatMap(({ timestamp: atMs, message }, index) => {
    const line = readDecisionLine(message);
    const id = ids[index];
    return line && id !== undefined ? [{ ...line, id, atMs }] : [];
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
