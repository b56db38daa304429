import { hash } from 'node:crypto';
import type { Outcome } from '../access/outcomes.ts';

/** The logged fields of a decision. */
export interface Decided {
  readonly outcome: Outcome;
  readonly via: 'authorizer' | 'guard' | 'verify' | 'probe';
  readonly method: string;
  readonly route: string;
  /** The ID that the gateway gave the request; undefined if it gave none. */
  readonly requestId?: string | undefined;
  readonly sourceAddress: string;
  readonly userAgent?: string | undefined;
  readonly permission?: string | undefined;
  readonly tenant?: string | undefined;
  readonly key?: string | undefined;
  readonly generation?: number | undefined;
  readonly limiterUnavailable?: true | undefined;
  /** The duration of the decision in milliseconds. */
  readonly ms?: number | undefined;
}

/** A decision in a log. */
export interface LoggedDecision extends Decided {
  /** The same for each delivery of the line: `lineIds`. */
  readonly id: string;
  readonly atMs: number;
}

/** A decision on a request, with or without a credential. */
export interface CountedDecision extends LoggedDecision {
  readonly via: 'authorizer' | 'guard';
}

/** A delivery of lines of one log group. */
export interface Delivery {
  readonly logGroup: string;
  readonly decisions: readonly LoggedDecision[];
  /** The number of lines that are not decisions: truncated lines and other log output. */
  readonly unread: number;
}

/** A line of a log stream. */
export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

/**
 * The IDs of lines of a log stream: 16 hex digits each. They depend only on the content of the log, so that a delivery and a
 * read of the log have the same ID for a line. Equal lines of one millisecond are numbered.
 */
export function lineIds(logStream: string, lines: readonly LogLine[]): readonly string[] {
  const repetitions = new Map<string, number>();
  return lines.map(({ timestamp, message }) => {
    const line = `${logStream}\n${timestamp}\n${message.trim()}`;
    const repetition = repetitions.get(line) ?? 0;
    repetitions.set(line, repetition + 1);
    return hash('sha256', `${line}\n${repetition}`, 'hex').slice(0, 16);
  });
}
