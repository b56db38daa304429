import { hash } from 'node:crypto';
import type { Outcome } from '../access/outcomes.ts';

/** What is told of a decision that was made. */
export interface Decided {
  readonly outcome: Outcome;
  readonly via: 'authorizer' | 'guard' | 'verify' | 'probe';
  readonly method: string;
  readonly route: string;
  readonly sourceAddress: string;
  readonly userAgent?: string | undefined;
  readonly permission?: string | undefined;
  readonly tenant?: string | undefined;
  readonly key?: string | undefined;
  readonly generation?: number | undefined;
  /** How long deciding took, in milliseconds. */
  readonly ms?: number | undefined;
}

/** A decision as a log holds it. */
export interface LoggedDecision extends Decided {
  /** The same each time the line is delivered: `lineId`. */
  readonly id: string;
  readonly atMs: number;
}

/** A decision on a request that somebody made with a credential, or without. */
export interface CountedDecision extends LoggedDecision {
  readonly via: 'authorizer' | 'guard';
}

/** One delivery: lines of one log group. */
export interface Delivery {
  readonly logGroup: string;
  readonly decisions: readonly LoggedDecision[];
  /** The lines that are no decisions: torn ones, and what else a log holds. */
  readonly unread: number;
}

/** The id of a line, 16 hex digits, of the log's own, which may be long. */
export function lineId(logsOwn: string): string {
  return hash('sha256', logsOwn, 'hex').slice(0, 16);
}
