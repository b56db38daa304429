import { describe, expect, it } from 'vitest';
import type { BeginningRecord } from '../../lib/core/audit/chain/beginning.ts';
import { NOON } from '../support/entities.ts';

const FIRST = { hash: 'a'.repeat(64), atMs: NOON, keptUntilMs: NOON + 1 };
const OTHER = { hash: 'b'.repeat(64), atMs: NOON + 5, keptUntilMs: NOON + 6 };

/** Everything that the port promises. `open` opens a record in the same store each time. */
export function beginningRecordContract(name: string, makeStore: () => () => BeginningRecord): void {
  describe(name, () => {
    it('has no beginning before one is recorded', async () => {
      expect(await makeStore()().read()).toBeUndefined();
    });

    it('returns the recorded beginning, also to a reader that found none before', async () => {
      const open = makeStore();
      const early = open();
      expect(await early.read()).toBeUndefined();
      await open().record(FIRST);
      expect([await early.read(), await open().read()]).toEqual([FIRST, FIRST]);
    });

    it('never replaces a beginning', async () => {
      const open = makeStore();
      await open().record(FIRST);
      await open().record(OTHER);
      expect(await open().read()).toEqual(FIRST);
    });

    it('records one beginning of concurrent ones', async () => {
      const open = makeStore();
      await Promise.all([open().record(FIRST), open().record(OTHER)]);
      const recorded = await open().read();
      expect([FIRST, OTHER]).toContainEqual(recorded);
      await open().record(recorded === FIRST ? OTHER : FIRST);
      expect(await open().read()).toEqual(recorded);
    });
  });
}
