import { hash } from 'node:crypto';
import { OUTCOMES, type Outcome } from '../access/outcomes.ts';
import type { Source } from './delivery.ts';
import { type Day, dayOf, MAX_FUTURE_SKEW_MS, MAX_LATENESS_MS } from './limits.ts';
import type { CountedDecision, Delivery, LoggedDecision } from './logged-decision.ts';

/** How often each outcome came about. */
export type Counts = Readonly<Partial<Record<Outcome, number>>>;

/** What a delivery tells of one key, in the order of time. */
export interface KeyDecisions {
  readonly tenant: string;
  readonly key: string;
  readonly decisions: readonly CountedDecision[];
}

export interface Folded {
  /** The same for the same lines, in whichever order they come. */
  readonly batch: string;
  readonly keys: readonly KeyDecisions[];
  /** Refusals that name no key. */
  readonly unattributed: readonly CountedDecision[];
  /** When the source was probed, in the order of time. */
  readonly probesMs: readonly number[];
  /** The lines that count for nothing: foreign, future-dated or made up. */
  readonly dropped: number;
}

/** Folds a delivery into what there is to write: each line once, and only those that its source can have written. */
export function fold({ decisions, unread }: Delivery, source: Source, nowMs: number): Folded {
  const once = new Map(decisions.map((decision) => [decision.id, decision]));
  const credible = [...once.values()]
    .filter((decision) => canBeOf(source, decision) && isCredible(decision.atMs, nowMs))
    .sort(byTime);
  const counted = credible.filter(isCounted);
  return {
    batch: batchId(credible),
    keys: byKey(counted),
    unattributed: counted.filter(({ key }) => key === undefined),
    probesMs: credible.filter(({ via }) => via === 'probe').map(({ atMs }) => atMs),
    dropped: once.size - credible.length + unread,
  };
}

/** Nobody else's word is taken for what a source can say. */
function canBeOf({ via, probed }: Source, decision: LoggedDecision): boolean {
  return decision.via === via || (probed && decision.via === 'probe');
}

function isCredible(atMs: number, nowMs: number): boolean {
  return atMs <= nowMs + MAX_FUTURE_SKEW_MS && atMs > nowMs - MAX_LATENESS_MS;
}

/** By id where the time is the same, so that every order of delivery folds alike. */
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

/** How many of them were refused. */
export function deniedCount({ allowed, ...denials }: Counts): number {
  return Object.values(denials).reduce((sum, count) => sum + count, 0);
}

/** Decisions by the day on which they were made. */
export function byDay(decisions: readonly CountedDecision[]): ReadonlyMap<Day, readonly CountedDecision[]> {
  return Map.groupBy(decisions, ({ atMs }) => dayOf(atMs));
}
