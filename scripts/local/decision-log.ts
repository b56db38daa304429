import { type DecisionLine, readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import { type Logged, LogTailer } from './log-tailer.ts';

export type LoggedDecision = Logged<DecisionLine>;

/** Reads the decisions in the logs of all functions on an emulator, without probes. */
export function decisionLog(endpointUrl: string, fromMs: number): LogTailer<DecisionLine> {
  return new LogTailer(endpointUrl, fromMs, {
    term: 'decision',
    read: (text) => {
      const line = readDecisionLine(text);
      return line?.via === 'probe' ? undefined : line;
    },
  });
}
