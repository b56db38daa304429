import fc from 'fast-check';
import { commands, type Model } from './commands.ts';
import { converge } from './convergence.ts';
import { HISTORIES } from './histories.ts';
import { ROWS, rowError } from './rows.ts';
import { type ProofCounts, World } from './simulated-aws.ts';

export interface ProofResult {
  readonly runs: number;
  readonly faults: number;
  readonly states: number;
  /** The violated invariant with the shortest known history; undefined if none was violated. */
  readonly counterexample: string | undefined;
}

const settings = fc.record({
  seed: fc.nat(),
  replicas: fc.constantFrom(0, 0, 1),
  retireWhenUnused: fc.boolean(),
});

export interface ProofOptions {
  readonly runs: number;
  readonly seed: number;
  /** Whether to shrink a counterexample, which takes longer. */
  readonly shrinks: boolean;
}

/** Checks the decision table, then the directed histories, then random ones. The same seed gives the same histories. */
export async function proveRotation({ runs, seed, shrinks }: ProofOptions): Promise<ProofResult> {
  const found = brokenRow() ?? (await brokenHistory());
  if (found !== undefined) return { runs: 0, faults: 0, states: 0, counterexample: found };
  const counts: ProofCounts = { faults: 0, isExplaining: false, states: new Set() };
  const property = fc.asyncProperty(settings, commands(), async (world, history) => {
    const real = await World.create(world, counts);
    const model: Model = {};
    await fc.asyncModelRun(() => ({ model, real }), history);
    await converge(real);
  });
  const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: !shrinks });
  return {
    runs: result.numRuns,
    faults: counts.faults,
    states: counts.states.size,
    counterexample: result.failed ? describe(result) : undefined,
  };
}

function describe<Drawn>(found: fc.RunDetails<Drawn>): string {
  const { counterexample, errorInstance: error, seed, counterexamplePath } = found;
  const cause = error instanceof Error ? error.message : 'timed out';
  return `${cause}\nseed ${seed}, path ${counterexamplePath}\n${fc.stringify(counterexample)}`;
}

/** The first row of the decision table that has another effect. */
function brokenRow(): string | undefined {
  const broken = ROWS.find((each) => rowError(each) !== undefined);
  return broken && `row ${broken.name}: ${rowError(broken)}`;
}

/** The first directed history that breaks its guarantee. */
async function brokenHistory(): Promise<string | undefined> {
  for (const { name, run } of HISTORIES) {
    const message = await run().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (message !== undefined) return `${name}: ${message}`;
  }
  return undefined;
}
