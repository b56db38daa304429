import fc from 'fast-check';
import { plan } from './plan.ts';
import { type ProofCounts, World } from './world.ts';

export interface ProofResult extends ProofCounts {
  readonly runs: number;
  /** The difference, with the shortest sequence that causes it; undefined without a difference. */
  readonly counterexample: string | undefined;
}

export interface ProofOptions {
  readonly runs: number;
  readonly seed: number;
  /** Whether a counterexample is shrunk, which takes time. */
  readonly shrinks: boolean;
}

/** Compares the use cases with the model on random sequences. The same seed gives the same sequences. */
export async function proveKeys({ runs, seed, shrinks }: ProofOptions): Promise<ProofResult> {
  const counts: ProofCounts = { commands: 0, interleavings: 0, faults: 0 };
  const property = fc.asyncProperty(plan, async ({ profile, steps }) => {
    const world = new World(profile, counts);
    await world.begin();
    const reported = world.history.length;
    try {
      for (const step of steps) await world.step(step);
      await world.end();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw new Error([`profile ${profile}`, ...world.history.slice(reported), cause].join('\n'), {
        cause: error,
      });
    }
  });
  const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: !shrinks });
  return { ...counts, runs: result.numRuns, counterexample: result.failed ? describe(result) : undefined };
}

function describe<Drawn>({ errorInstance, seed, counterexamplePath }: fc.RunDetails<Drawn>): string {
  const cause = errorInstance instanceof Error ? errorInstance.message : 'timed out';
  return `${cause}\nseed ${seed}, path ${counterexamplePath}`;
}
