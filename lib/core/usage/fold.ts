import { hash } from 'node:crypto';
import { OUTCOMES, type Outcome } from '../access/outcomes.ts';
import type { Source } from './delivery.ts';
import { MAX_FUTURE_SKEW_MS, MAX_LATENESS_MS } from './limits.ts';
import type { CountedDecision, Delivery, LoggedDecision } from './logged-decision.ts';

/** The number of decisions by outcome. */
export type Counts = Readonly<Partial<Record<Outcome, number>>>;

/** The decisions on a key in a delivery, oldest first. */
export interface KeyDecisions {
  readonly tenant: string;
  readonly key: string;
  readonly decisions: readonly CountedDecision[];
}

export interface Folded {
  /** Depends only on the set of lines, not on their order. */
  readonly batch: string;
  readonly keys: readonly KeyDecisions[];
  /** The time of the first decision; undefined without decisions. */
  readonly startMs: number | undefined;
  /** Denials without a key. */
  readonly unattributed: readonly CountedDecision[];
  /** The times of the probes of the source, ascending. */
  readonly probesMs: readonly number[];
  /** The number of ignored lines: foreign, future-dated or forged. */
  readonly dropped: number;
}

/** Folds a delivery into the data to write: each line once, and only lines that its source can have written. */
export function fold({ decisions, unread }: Delivery, source: Source, nowMs: number): Folded {
  const once = new Map(decisions.map((decision) => [decision.id, decision]));
  const credible = [...once.values()]
    .filter((decision) => isWrittenBy(source, decision) && isCredible(decision.atMs, nowMs))
    .sort(byTime);
  const counted = credible.filter(isCounted);
  return {
    batch: batchId(credible),
    keys: byKey(counted),
    startMs: counted[0]?.atMs,
    unattributed: counted.filter(({ key }) => key === undefined),
    probesMs: credible.filter(({ via }) => via === 'probe').map(({ atMs }) => atMs),
    dropped: once.size - credible.length + unread,
  };
}

/** Accepts only lines of the source itself. */
function isWrittenBy({ via, probed }: Source, decision: LoggedDecision): boolean {
  return decision.via === via || (probed && decision.via === 'probe');
}

function isCredible(atMs: number, nowMs: number): boolean {
  return atMs <= nowMs + MAX_FUTURE_SKEW_MS && atMs > nowMs - MAX_LATENESS_MS;
}

/** Equal times are sorted by ID, so that the order of delivery does not matter. */
function byTime(one: LoggedDecision, other: LoggedDecision): number {
  return one.atMs - other.atMs || (one.id < other.id ? -1 : 1);
}

function batchId(decisions: readonly LoggedDecision[]): string {
  return hash('sha256', decisions.map(({ id }) => id).join(), 'hex').slice(0, 32);
}

function isCounted(decision: LoggedDecision): decision is CountedDecision {
  return decision.via === 'authorizer' || decision.via === 'guard';
}

function byKey(decisions: readonly CountedDecision[]): KeyDecisions[] {
  const groups = new Map<string, { tenant: string; key: string; decisions: CountedDecision[] }>();
  for (const decision of decisions) {
    const { tenant, key } = decision;
    if (tenant === undefined || key === undefined) continue;
    const name = `${tenant}#${key}`;
    const group = groups.get(name) ?? { tenant, key, decisions: [] };
    group.decisions.push(decision);
    groups.set(name, group);
  }
  return [...groups.values()];
}

export function countsOf(decisions: readonly Pick<LoggedDecision, 'outcome'>[]): Counts {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of decisions) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The sum of counts, outcome by outcome. */
export function sumOf(counts: Iterable<Counts>): Counts {
  const sum: Partial<Record<Outcome, number>> = {};
  for (const each of counts) {
    for (const outcome of OUTCOMES) {
      const count = each[outcome];
      if (count !== undefined) sum[outcome] = (sum[outcome] ?? 0) + count;
    }
  }
  return sum;
}
