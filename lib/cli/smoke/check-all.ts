import type { Cli } from '../cli.ts';
import type { SmokeContext } from './context.ts';
import { expectSeen } from './guarantee.ts';
import { GUARANTEES } from './guarantees.ts';
import type { SmokeReport } from './report.ts';
import { type CheckedGuarantee, runCheck } from './run-check.ts';

/** The last check. It runs before the first one as well, for what a killed run left. */
const CLEAN = {
  name: 'clean-up',
  states: 'The run left no accepted key and no secret',
  advice:
    'Allow these credentials to call secretsmanager:DeleteSecret (docs/policies/smoke.json), delete a named secret with ' +
    'aws secretsmanager delete-secret, and run postern smoke again: it revokes what an earlier run left.',
};

/** Checks all guarantees one after the other. An interruption ends the run after its keys are revoked. */
export async function checkAll(
  cli: Pick<Cli, 'clock' | 'during' | 'info' | 'progress'>,
  context: SmokeContext,
  interruption: AbortSignal,
): Promise<SmokeReport> {
  const { clock } = cli;
  const before = await cli.during(cleanUp(context, clock));
  const guarantees: CheckedGuarantee[] = before.result === 'seen' ? [] : [before];
  try {
    for (const [index, guarantee] of GUARANTEES.entries()) {
      cli.progress(`${index + 1} of ${GUARANTEES.length}: ${guarantee.name}`);
      interruption.throwIfAborted();
      const check = () => guarantee.check(context);
      guarantees.push(await cli.during(runCheck(guarantee, check, { clock, interruption })));
    }
  } catch (error) {
    if (!interruption.aborted) throw error;
    await cli.info('Interrupted. Revoking the keys of this run.');
  } finally {
    guarantees.push(await cli.during(cleanUp(context, clock)));
  }
  return { guarantees, interrupted: interruption.aborted };
}

/** Ignores the interruption. */
function cleanUp({ tenant }: SmokeContext, clock: () => number): Promise<CheckedGuarantee> {
  const check = async () => {
    await tenant.cleanUp();
    const remaining = await tenant.remaining();
    expectSeen(remaining.length === 0, `Not removed: ${remaining.join(', ')}`);
  };
  return runCheck(CLEAN, check, { clock, interruption: new AbortController().signal });
}
