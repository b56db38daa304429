import type { Counts } from '../../../../lib/core/usage/fold.ts';
import type { KeyUsage } from '../../../../lib/core/usage/key-usage.ts';
import type { Day } from '../../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../../lib/core/usage/logged-decision.ts';

/** The recorder under test: in memory or deployed. */
export interface Recorder {
  watch(usage: KeyUsage): Promise<void>;
  /** Records one delivery of a subscription. */
  record(decisions: readonly LoggedDecision[], nowMs: number): Promise<void>;
  /** Aggregates the recorded counts. */
  endWindow(): Promise<void>;
  /** Returns the counts of a tenant from the first through the last day. */
  counted(tenant: string, fromDay: Day, throughDay: Day): Promise<Counts>;
  /** The number of writes by kind; undefined if they cannot be counted. */
  readonly writes: ReadonlyMap<string, number> | undefined;
}
