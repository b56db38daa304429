import { describe, expect, it } from 'vitest';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { reconcile } from '../../../lib/core/rotation/reconcile.ts';
import type { ManageDeps } from '../../../lib/core/rotation/rotation-deps.ts';
import { interceptCalls } from '../../support/intercept-calls.ts';
import { MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

/** The same ports. The sweep runs before the call with this number. */
function withSweepAt(deps: ManageDeps, keyId: string, at: number) {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    interceptCalls(port, async (call) => {
      calls += 1;
      if (calls === at) await reconcile(deps, keyId);
      return call();
    });
  return {
    interleaved: { ...deps, store: wrap(deps.store), secrets: wrap(deps.secrets) },
    calls: () => calls,
  };
}

const COMMANDS = {
  rotate: rotateOnDemand,
  replace: replaceOnDemand,
  'roll back': rollBackOnDemand,
};

describe('a rotation that the sweep finished between two steps of a command', () => {
  it.each(Object.entries(COMMANDS))('is reported as a success: %s', async (_, command) => {
    for (let at = 1, isOver = false; !isOver; at += 1) {
      const { deps, valueIn, outcome, sweep, state } = await manageStage();
      const { keyId } = managedIn(await manageNew(deps));
      await sweep(keyId, 5 * MINUTE);
      await rotateOnDemand(deps, keyId);
      await sweep(keyId, 20 * MINUTE);
      const before = valueIn(keyId);
      const { interleaved, calls } = withSweepAt(deps, keyId, at);
      expect(await command(interleaved, keyId), `call ${at}`).toMatchObject({ outcome: 'done' });
      isOver = calls() < at;
      await sweep(keyId, 5 * MINUTE);
      expect(valueIn(keyId), `call ${at}`).not.toBe(before);
      expect(await outcome(valueIn(keyId))).toBe('allowed');
      expect((await state(keyId)).rotation).toBeNull();
    }
  });
});
