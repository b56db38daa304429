import type { Counts } from '../../../lib/core/usage/fold.ts';
import type { KeyUsage } from '../../../lib/core/usage/key-usage.ts';
import type { Day } from '../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../lib/core/usage/logged-decision.ts';

/** What the proof feeds: the recorder in memory, or the one that is deployed. */
export interface Recorder {
  watch(usage: KeyUsage): Promise<void>;
  /** Records one delivery, as a subscription hands it on. */
  record(decisions: readonly LoggedDecision[], nowMs: number): Promise<void>;
  /** Adds up what was recorded. */
  endWindow(): Promise<void>;
  /** Of a tenant, from one day through another. */
  counted(tenant: string, fromDay: Day, throughDay: Day): Promise<Counts>;
  /** How many writes there were, by what they are; undefined where nobody can count them. */
  readonly writes: ReadonlyMap<string, number> | undefined;
}
